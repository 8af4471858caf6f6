import { shown, type Words } from '../../kernel/words.ts'

export const clockWords: Words = {
  'cases.tended_elsewhere': {
    zh: () => '这件事项正由别处处理，下一轮再看。',
    en: () => 'The case is being worked on elsewhere; the next sweep looks at it again.',
  },
  'cases.no_time_left': {
    zh: ({ due_on }) =>
      `原定到期日 ${shown(due_on)} 已不足一个工作日，接手的部门来不及办。请写明新的时限（deadline），或者在规则里定“redispatch”重新起算。`,
    en: ({ due_on }) =>
      `Less than a working day is left until ${shown(due_on)}, and the department that takes over cannot keep that. Give a deadline, or set a rule of the step redispatch that starts it anew.`,
  },
}
