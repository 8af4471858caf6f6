import { shown, type Words } from '../../kernel/words.ts'

export const words: Words = {
  'ledger.key_absent': {
    zh: ({ keys, dir }) =>
      `数据库里的台账用过本机没有的密钥（${shown(keys)}）。请把原来那台机器数据目录下 secrets 里的 ledger-*.key 复制到 ${shown(dir)}，再启动。`,
    en: ({ keys, dir }) =>
      `The ledger in this database was authenticated with keys that are not on this machine (${shown(keys)}). Copy the ledger-*.key files from the secrets folder of the former machine to ${shown(dir)} and start again.`,
  },
}
