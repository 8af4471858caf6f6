import { shown, type Words } from '../../kernel/words.ts'

export const words: Words = {
  'enterprises.unknown': {
    zh: ({ name }) => `企业名录里没有“${shown(name)}”。请核对名称，或先登记一件它的诉求、导入它的台账。`,
    en: ({ name }) =>
      `The register has no enterprise "${shown(name)}". Check the name, or first register a request of it or import its ledger.`,
  },
  'enterprises.missing': {
    zh: () => '没有这家企业，或者您看不到它。',
    en: () => 'There is no such enterprise, or it is not for you to see.',
  },
  'enterprises.exists': {
    zh: ({ name }) => `名录里已经有这一家：“${shown(name)}”。请在它的卡片上更正，不要重复登记。`,
    en: ({ name }) =>
      `The register has it already: "${shown(name)}". Amend that one instead of adding another.`,
  },
  'enterprises.taken': {
    zh: ({ field, name }) =>
      `${field === 'code' ? '这个信用代码' : '这个名称'}已经是“${shown(name)}”的。如果是同一家，请合并。`,
    en: ({ field, name }) =>
      `The ${field === 'code' ? 'code' : 'name'} is that of "${shown(name)}". If both are one, merge them.`,
  },
  'enterprises.changed_since': {
    zh: ({ name, version, yours }) =>
      `“${shown(name)}”已被别人改过：您看到的是第 ${shown(yours)} 版，现在是第 ${shown(version)} 版。请刷新后再改。`,
    en: ({ name, version, yours }) =>
      `"${shown(name)}" has changed since: you saw version ${shown(yours)}, it is version ${shown(version)}. Read it again first.`,
  },
  'enterprises.merged': {
    zh: ({ name }) => `“${shown(name)}”已并入另一家，请在并入的那一家上办。`,
    en: ({ name }) => `"${shown(name)}" was merged into another enterprise; act on that one.`,
  },
  'enterprises.not_merged': {
    zh: ({ name }) => `“${shown(name)}”没有被合并，不用撤销。`,
    en: ({ name }) => `"${shown(name)}" is not merged; there is nothing to undo.`,
  },
  'enterprises.merged_with_itself': {
    zh: () => '不能把一家企业并入它自己，请选另一家。',
    en: () => 'An enterprise cannot be merged into itself; name another.',
  },
  'enterprises.industry_unknown': {
    zh: ({ value }) =>
      `“${shown(value)}”不是国民经济行业分类（GB/T 4754-2017）里的代码或名称。可以写门类 C、大类 38、小类 3841，或“电气机械和器材制造业”。`,
    en: ({ value }) =>
      `"${shown(value)}" is no code or name of GB/T 4754-2017. Give a section (C), a division (38), a class (3841), or the name of a section or division.`,
  },
  'enterprises.nothing_said': {
    zh: () => '没有写要改什么。请至少填一项。',
    en: () => 'Nothing was given to change; give at least one thing.',
  },
  'enterprises.as_of_future': {
    zh: ({ as_of, today }) => `${shown(as_of)} 还没有到（今天是 ${shown(today)}），请写今天或以前的日期。`,
    en: ({ as_of, today }) =>
      `${shown(as_of)} has not come yet (today is ${shown(today)}); give today or an earlier day.`,
  },
}
