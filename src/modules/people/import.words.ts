import { shown, type Words } from '../../kernel/words.ts'

/** What the first day's acts refuse. */
export const importWords: Words = {
  'people.phone_form': {
    zh: () => '电话只用数字和连字符，5 至 20 位',
    en: () => 'a telephone has 5 to 20 digits and hyphens',
  },
  'people.import_needs_department': {
    zh: () => '经办人和部门负责人要写明部门；请补上部门',
    en: () => 'a handler or head needs a department; add it',
  },
  'people.import_department_unknown': {
    zh: ({ department }) => `园区没有“${shown(department)}”这个部门；改成已有的部门，或者先把它建上`,
    en: ({ department }) =>
      `the park has no department "${shown(department)}"; name one it has, or add that one first`,
  },
  'people.import_phone_differs': {
    zh: ({ name }) =>
      `已经有一位“${shown(name)}”，电话不同；是同一个人，把电话改成一样或留空，是另一个人，换一个登录名`,
    en: ({ name }) =>
      `there is a "${shown(name)}" with another telephone; if it is the same person make them alike or leave it out, else choose another name to sign in with`,
  },
  'people.import_raced': {
    zh: () => '刚刚有人也在加这个人；请再导入一次',
    en: () => 'somebody else was adding the same person; import once more',
  },
  'people.password_same': {
    zh: () => '新密码要和现在的不同',
    en: () => 'must differ from the present one',
  },
  'people.slip_over': {
    zh: ({ days }) =>
      `这个一次性密码发下来已经超过 ${shown(days)} 天，不能再用。请找本园区的管理员重新发一张密码条。`,
    en: ({ days }) =>
      `This one-time password was given more than ${shown(days)} days ago and is good no longer. Ask your administrator for a new slip.`,
  },
  'people.must_change_password': {
    zh: () => '一次性密码只能用来换成自己的密码。请先换密码。',
    en: () => 'A one-time password is good for choosing your own and nothing else. Choose one first.',
  },
}
