import { shown, type Words } from '../../kernel/words.ts'

export const words: Words = {
  'people.sign_in_refused': {
    zh: () => '用户名或密码不对，或者已锁定。连错 5 次锁定 10 分钟；忘记密码请找系统管理员。',
    en: () =>
      'The name or password is wrong, or the account is locked. Five wrong tries lock it for ten minutes; ask your administrator for a new password.',
  },
  'people.setup_over': {
    zh: () =>
      '这个链接不对、过期或已经用过，或者园区已经建好，请直接登录。第一位管理员的链接在服务启动时打印，24 小时内有效，只能用一次。',
    en: () =>
      'This link is wrong, is too old, has been used, or there is a park by now: sign in. The link for the first administrator is printed when the server starts and works once, within 24 hours.',
  },
  'people.which_park': {
    zh: ({ parks }) => `您在几个园区用同样的名字和密码。请选一个园区：${shown(parks)}。`,
    en: ({ parks }) => `You use this name and password in several parks. Choose one: ${shown(parks)}.`,
  },
  'people.name_taken': {
    zh: ({ name }) => `已经有“${shown(name)}”这位用户。要加岗位，不要再给密码；是另一个人，换个用户名。`,
    en: ({ name }) =>
      `There already is a user "${shown(name)}". To add a post, give no password; for another person, choose another name.`,
  },
  'people.post_held': {
    zh: ({ name }) => `“${shown(name)}”已经有这个岗位。`,
    en: ({ name }) => `"${shown(name)}" already holds this post.`,
  },
  'people.post_needs_department': {
    zh: () => '这个岗位要写明部门（--department）。',
    en: () => 'This post needs a department (--department).',
  },
  'people.post_needs_enterprise': {
    zh: () => '只有企业用户要写明企业，而且一定要写。',
    en: () => 'The post "enterprise" needs an enterprise, and no other post has one.',
  },
  'people.password_common': {
    zh: () =>
      '这个密码太常见，或者就是您的用户名加几个数字。请换一个别人猜不到的，比如几个不相干的词连起来。',
    en: () =>
      'This password is too common, or your own name with a few digits. Choose one that nobody guesses, such as some unrelated words in a row.',
  },
  'people.user_unknown': {
    zh: ({ name }) => `没有“${shown(name)}”这位用户。先用 bihuan user add 添加。`,
    en: ({ name }) => `There is no user "${shown(name)}". Add one with: bihuan user add`,
  },
}
