import { shown, type Words } from '../../kernel/words.ts'

export const words: Words = {
  'figures.unknown': {
    zh: ({ name, known }) => `没有“${shown(name)}”这个指标。现有：${shown(known)}。`,
    en: ({ name, known }) => `There is no figure "${shown(name)}". There are: ${shown(known)}.`,
  },
  'figures.period_backwards': {
    zh: ({ from, to }) => `起始日期 ${shown(from)} 晚于截止日期 ${shown(to)}，请对调。`,
    en: ({ from, to }) =>
      `The period begins on ${shown(from)}, after it ends on ${shown(to)}; exchange them.`,
  },
}
