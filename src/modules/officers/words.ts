import { shown, type Words } from '../../kernel/words.ts'

export const words: Words = {
  'officers.missing': {
    zh: () => '没有这次移交，或者它与您无关。',
    en: () => 'There is no such hand-over, or it does not concern you.',
  },
  'officers.subject_unknown': {
    zh: ({ kind, id }) =>
      `没有编号为 ${shown(id)} 的${kind === 'project' ? '项目' : '企业'}。请在名录里查到它，用它的编号。`,
    en: ({ kind, id }) => `There is no ${shown(kind)} ${shown(id)}. Find it in the register and give its id.`,
  },
  'officers.user_unknown': {
    zh: ({ name }) => `园区没有“${shown(name)}”这个用户。请核对姓名，或请系统管理员先添加。`,
    en: ({ name }) =>
      `The park has no user "${shown(name)}". Check the name, or have an administrator add him.`,
  },
  'officers.no_officer': {
    zh: ({ name }) => `“${shown(name)}”没有服务专员岗位。请先给他加上这个岗位，或换一位专员。`,
    en: ({ name }) => `"${shown(name)}" does not hold the post of an officer. Add the post, or name another.`,
  },
  'officers.before_former': {
    zh: ({ from, since }) =>
      `从 ${shown(from)} 起与已有的任期重叠。最早可以从 ${shown(since)} 起，此前的记录不改写。`,
    en: ({ from, since }) =>
      `From ${shown(from)} it would overlap a period that is written already. It can begin on ${shown(since)}; what was before is not rewritten.`,
  },
  'officers.to_himself': {
    zh: () => '移交人和接手人是同一个人。',
    en: () => 'Both are the same person.',
  },
  'officers.hand_over_past': {
    zh: ({ day, today }) => `移交日期 ${shown(day)} 已经过去，请写 ${shown(today)} 或以后的日期。`,
    en: ({ day, today }) => `The day ${shown(day)} has passed; give ${shown(today)} or a later one.`,
  },
  'officers.nothing_to_hand_over': {
    zh: ({ name, day }) => `“${shown(name)}”在 ${shown(day)} 以后没有联系的企业和项目，不用移交。`,
    en: ({ name, day }) =>
      `"${shown(name)}" has nobody on ${shown(day)} or after; there is nothing to hand over.`,
  },
  'officers.accepted': {
    zh: ({ accepted_at }) => `已于 ${shown(accepted_at)} 接手，不用再点。`,
    en: ({ accepted_at }) => `It was accepted at ${shown(accepted_at)} already.`,
  },
}
