import { shown, type Words } from '../../kernel/words.ts'

/** What is said about posts in time, stand-ins, invitations, tokens and passwords. */
export const timeWords: Words = {
  'people.missing': {
    zh: () => '没有这一项，或者您看不到它。',
    en: () => 'There is no such thing, or it is not for you to see.',
  },
  'people.has_left': {
    zh: ({ name }) => `“${shown(name)}”已经离岗，账号停用。如果是另一位同名的人，请换一个用户名。`,
    en: ({ name }) =>
      `"${shown(name)}" has left and the account is closed. For another person, choose another name.`,
  },
  'people.post_ended': {
    zh: ({ until }) => `这个岗位已经在 ${shown(until)} 结束。`,
    en: ({ until }) => `This post ended at ${shown(until)}.`,
  },
  'people.last_admin': {
    zh: () => '这是园区最后一位系统管理员。请先给另一位加上管理员岗位。',
    en: () => 'This is the last administrator of the park. First give the post to somebody else.',
  },
  'people.work_open': {
    zh: ({ name, count, numbers }) =>
      `“${shown(name)}”手里还有 ${shown(count)} 件没有办结（${shown(numbers)}）。请先转给别人，或者写明由谁接手（handed_over_to）。`,
    en: ({ name, count, numbers }) =>
      `"${shown(name)}" still has ${shown(count)} in hand (${shown(numbers)}). Hand them over first, or say who takes them (handed_over_to).`,
  },
  'people.successor_unknown': {
    zh: ({ name }) => `没有“${shown(name)}”这位在岗人员可以接手。请写另一位在岗人员的用户名。`,
    en: ({ name }) =>
      `There is nobody here called "${shown(name)}" who could take over. Name another person.`,
  },
  'people.stand_in_self': {
    zh: () => '自己不能代理自己。请另选一位代理人。',
    en: () => 'Nobody stands in for himself. Choose somebody else.',
  },
  'people.stand_in_outsider': {
    zh: () => '企业联系人不能代理园区人员的岗位。请选园区内的同事代理。',
    en: () =>
      'The contact of an enterprise stands in for nobody of the park. Choose a colleague of the park.',
  },
  'people.stand_in_period': {
    zh: () => '代理的结束时间要晚于开始时间，也要晚于现在。',
    en: () => 'A stand-in ends after it begins, and not in the past.',
  },
  'people.stand_in_long': {
    zh: ({ days }) => `一次代理最长 ${shown(days)} 天。更长的请直接调整岗位。`,
    en: ({ days }) => `A stand-in lasts ${shown(days)} days at most. For longer, change the posts.`,
  },
  'people.stand_in_which': {
    zh: () => '请只写明一个岗位（post_id）或一个部门（department）；部门负责人只能安排本部门的岗位。',
    en: () =>
      'Name one post (post_id) or one department (department); a head lends the posts of his department alone.',
  },
  'people.stand_in_enterprise': {
    zh: () => '企业联系人不能由别人代理。请由企业另邀一位联系人。',
    en: () => 'Nobody stands in for the contact of an enterprise. Let the enterprise invite another contact.',
  },
  'people.stand_in_admin': {
    zh: () => '系统管理员的岗位，只有系统管理员自己能安排代理。',
    en: () => 'Only an administrator can let somebody stand in for the post of administrator.',
  },
  'people.stand_in_nothing': {
    zh: () => '这里没有可以代理的岗位。企业联系人不能代理，管理员岗位要单独写明（post_id）。',
    en: () =>
      'There is no post here to stand in for. Contacts of enterprises cannot be stood in for, and the post of administrator has to be named (post_id).',
  },
  'people.stand_in_over': {
    zh: ({ until }) => `这次代理已经在 ${shown(until)} 结束。`,
    en: ({ until }) => `This stand-in was over at ${shown(until)}.`,
  },
  'people.invitation_over': {
    zh: () => '这个邀请已经用过、收回或过期。',
    en: () => 'This invitation has been used, taken back or has run out.',
  },
  'people.code_refused': {
    zh: () => '这个链接或验证码不对、已经用过，或者过期了。请向给您的人再要一个。',
    en: () =>
      'This link or code is wrong, has been used or has run out. Ask whoever gave it to you for another.',
  },
  'people.contact_already': {
    zh: ({ enterprise }) => `您已经是“${shown(enterprise)}”的联系人。`,
    en: ({ enterprise }) => `You already act for "${shown(enterprise)}".`,
  },
  'people.newcomer_unnamed': {
    zh: () => '第一次使用，请填写用户名和密码。',
    en: () => 'To come in for the first time, give a name and a password.',
  },
  'people.newcomer_taken': {
    zh: ({ name }) => `“${shown(name)}”这个用户名已有人用。换一个；如果就是您，请先登录再打开链接。`,
    en: ({ name }) =>
      `The name "${shown(name)}" is taken. Choose another; if it is yours, sign in first and open the link again.`,
  },
  'people.scope_unknown': {
    zh: ({ scopes, known }) => `没有这样的权限范围：${shown(scopes)}。可用的有：${shown(known)}。`,
    en: ({ scopes, known }) => `There is no scope ${shown(scopes)}. There are: ${shown(known)}.`,
  },
  'people.too_many_tries': {
    zh: ({ minutes }) => `试错的次数太多了。请 ${shown(minutes)} 分钟后再试。`,
    en: ({ minutes }) => `Too many wrong tries. Try again in ${shown(minutes)} minutes.`,
  },
  'people.old_password_wrong': {
    zh: () => '原密码不对。忘记了请找系统管理员要一个重置码。',
    en: () => 'The old password is wrong. If it is forgotten, ask your administrator for a reset code.',
  },
  'people.password_by_session': {
    zh: () => '修改密码要先登录，不能用令牌。',
    en: () => 'To change a password, sign in; a token cannot.',
  },
  'people.password_expired': {
    zh: () => '密码已满 90 天，请先修改密码（POST /me/password），再办其他事。',
    en: () => 'The password is older than 90 days. Change it first (POST /me/password).',
  },
  'people.password_short': {
    zh: ({ least }) => `密码至少 ${shown(least)} 个字符。`,
    en: ({ least }) => `A password has at least ${shown(least)} characters.`,
  },
  'people.password_kinds': {
    zh: ({ least }) => `密码要含大写字母、小写字母、数字、其他字符中的至少 ${shown(least)} 种。`,
    en: ({ least }) =>
      `A password has at least ${shown(least)} of: capital letters, small letters, digits, other characters.`,
  },
  'people.password_same': {
    zh: () => '新密码和现在的一样，请换一个。',
    en: () => 'The new password is the present one; choose another.',
  },
  'people.password_used_before': {
    zh: ({ last }) => `不能用最近 ${shown(last)} 次用过的密码。`,
    en: ({ last }) => `The last ${shown(last)} passwords cannot be used again.`,
  },
}
