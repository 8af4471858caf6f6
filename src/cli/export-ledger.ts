import { requireWritable } from '../kernel/files.ts'
import { exportLedger } from '../modules/intake/index.ts'
import { actingIn, requestOf } from './actors.ts'
import type { Subcommand } from './subcommand.ts'

export const exportLedgerCommand: Subcommand = {
  name: 'export ledger',
  usage: '--park CODE OUT.xlsx',
  summary: {
    zh: '导出销号台账，可以再导回来',
    en: 'The ledger as offices keep it; it can be imported again',
  },
  options: { park: { type: 'string' } },
  words: [1, 1],
  async run(invocation) {
    const { terminal, words } = invocation
    const file = words[0] ?? ''
    // Before the database is started, and before it is noted that the ledger was taken out.
    requireWritable(file)
    const { product, principal } = await actingIn(invocation)
    const rows = await exportLedger(product.runtime, requestOf(principal), {
      file,
      progress: (so) =>
        terminal.progress(terminal.language === 'zh' ? `已写 ${so} 行` : `${so} rows written`),
    })
    terminal.settle()
    if (terminal.json) terminal.say(JSON.stringify({ file, rows }))
    else
      terminal.say(
        terminal.language === 'zh' ? `已导出 ${rows} 件到 ${file}。` : `${rows} cases written to ${file}.`,
      )
    return 0
  },
}
