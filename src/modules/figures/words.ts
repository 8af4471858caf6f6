import { shown, type Words } from '../../kernel/words.ts'

export const words: Words = {
  'figures.unknown': {
    zh: ({ name, known }) => `没有“${shown(name)}”这个指标。现有：${shown(known)}。`,
    en: ({ name, known }) => `There is no figure "${shown(name)}". There are: ${shown(known)}.`,
  },
  'figures.as_of_future': {
    zh: ({ as_of, now }) =>
      `时点 ${shown(as_of)} 还没有到（现在是 ${shown(now)}），台账那时的样子没有人知道。请写现在或以前的时点。`,
    en: ({ as_of, now }) =>
      `The moment ${shown(as_of)} has not come yet (it is ${shown(now)}), and nobody knows how the ledger will stand then. Give this moment or an earlier one.`,
  },
  'figures.period_backwards': {
    zh: ({ from, to }) => `起始日期 ${shown(from)} 晚于截止日期 ${shown(to)}，请对调。`,
    en: ({ from, to }) =>
      `The period begins on ${shown(from)}, after it ends on ${shown(to)}; exchange them.`,
  },
}
