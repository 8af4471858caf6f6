import { shown, type Words } from '../../kernel/words.ts'

export const words: Words = {
  'enterprises.unknown': {
    zh: ({ name }) => `企业名录里没有“${shown(name)}”。请核对名称，或先登记一件它的诉求、导入它的台账。`,
    en: ({ name }) =>
      `The register has no enterprise "${shown(name)}". Check the name, or first register a request of it or import its ledger.`,
  },
}
