import { backUp, refuseToOverwrite } from '../backup/index.ts'
import { requireWritable } from '../kernel/files.ts'
import { interruptible } from './interrupt.ts'
import { readPassphrase } from './passphrase.ts'
import type { Subcommand } from './subcommand.ts'

export const backup: Subcommand = {
  name: 'backup',
  usage: 'OUT [--passphrase-file F] [--database-url URL]',
  summary: {
    zh: '备份成一个文件，服务照常运行',
    en: 'Everything into one file, while the server goes on',
  },
  options: { 'passphrase-file': { type: 'string' }, 'database-url': { type: 'string' } },
  words: [1, 1],
  async run(invocation) {
    const { terminal, settings, words } = invocation
    const zh = terminal.language === 'zh'
    const file = words[0] ?? ''
    refuseToOverwrite(file)
    requireWritable(file)
    const passphrase = readPassphrase(invocation)
    const { bytes, head, manifest } = await interruptible((signal) =>
      backUp(file, {
        settings,
        passphrase,
        signal,
        step: (step) => {
          if (step !== 'postgres.starting')
            terminal.note(terminal.dictionary.say(step, {}, terminal.language))
        },
        progress: (so, part) =>
          terminal.progress(
            zh ? `已备份 ${megabytes(so)} MB（${part}）` : `${megabytes(so)} MB backed up (${part})`,
          ),
      }),
    )
    terminal.settle()
    const rows = manifest.tables.reduce((total, table) => total + table.rows, 0)
    const said = {
      file,
      bytes,
      as_of: head.as_of,
      rows,
      files: manifest.files.count,
      locked: passphrase !== undefined,
    }
    if (terminal.json) terminal.say(JSON.stringify(said))
    else {
      terminal.say(
        zh
          ? `已备份到 ${file}：${megabytes(bytes)} MB，${manifest.parks.length} 个园区，${rows} 行，${manifest.files.count} 个文件，截至 ${head.as_of}。`
          : `Backed up to ${file}: ${megabytes(bytes)} MB, ${manifest.parks.length} parks, ${rows} rows, ${manifest.files.count} files, as of ${head.as_of}.`,
      )
      if (passphrase === undefined)
        terminal.note(
          zh
            ? '备份里有台账的密钥和个人信息，没有加口令：请放在只有管理员能进的地方。'
            : 'It holds the keys of the ledger and personal data, and no passphrase: keep it where only administrators get.',
        )
    }
    return 0
  },
}

const megabytes = (bytes: number): string => (bytes / 1_048_576).toFixed(1)
