import {
  columnTitle,
  importLedger,
  readLedgerMap,
  type Counts,
  type ImportResult,
} from '../modules/intake/index.ts'
import type { Language } from '../kernel/words.ts'
import { actingIn, requestOf } from './actors.ts'
import { checkFiles } from './import-files.ts'
import { sayImport } from './import-told.ts'
import { optional, UsageError, type Subcommand } from './subcommand.ts'

export const importLedgerCommand: Subcommand = {
  name: 'import ledger',
  usage: 'FILE.xlsx --park CODE [--year Y] [--map MAP.json] [--update] [--dry-run] [--report OUT.xlsx]',
  summary: {
    zh: '导入办公室的台账，一行不丢',
    en: 'Import a spreadsheet ledger as an office keeps it; no row is lost',
  },
  options: {
    park: { type: 'string' },
    year: { type: 'string' },
    map: { type: 'string' },
    update: { type: 'boolean' },
    'dry-run': { type: 'boolean' },
    report: { type: 'string' },
  },
  words: [1, 1],
  async run(invocation) {
    const { terminal, words, values } = invocation
    const { language } = terminal
    const year = optional(invocation, 'year')
    if (year !== undefined && !/^20[0-4]\d$/.test(year))
      throw new UsageError(
        `--year 应是 2000 到 2049 的年份，不是“${year}”`,
        `--year is from 2000 to 2049, not "${year}"`,
      )
    const [file = ''] = words
    const mapFile = optional(invocation, 'map')
    const report = optional(invocation, 'report')
    checkFiles({ file, map: mapFile, report })
    const map = mapFile === undefined ? undefined : await readLedgerMap(mapFile)
    const { product, principal } = await actingIn(invocation)
    const dryRun = values['dry-run'] === true
    const result = await importLedger(product.runtime, requestOf(principal), {
      file,
      year: year === undefined ? undefined : Number(year),
      map,
      update: values['update'] === true,
      dryRun,
      report,
      language,
      progress: (so) => terminal.progress(progressOf(so, language)),
    })
    terminal.settle()
    if (terminal.json) terminal.say(JSON.stringify(result))
    else {
      const counts = countsOf(result, language)
      for (const line of sayImport(result, { language, dryRun, counts, titleOf: columnTitle }))
        terminal.say(line)
    }
    return 0
  },
}

const progressOf = ({ rows, imported, unchanged, refused }: Counts, language: Language): string =>
  language === 'zh'
    ? `已读 ${rows} 行，导入 ${imported}，已有 ${unchanged}，退回 ${refused}`
    : `${rows} rows read, ${imported} imported, ${unchanged} already here, ${refused} refused`

function countsOf(
  { rows, imported, unchanged, updated, changed, refused }: ImportResult,
  language: Language,
): string {
  const left = changed.filter(({ result }) => result !== 'updated').length
  return language === 'zh'
    ? `共 ${rows} 行：导入 ${imported}，已有且相同 ${unchanged}，已更正 ${updated}，内容有变未改 ${left}，退回 ${refused.length}。`
    : `${rows} rows: ${imported} imported, ${unchanged} unchanged, ${updated} corrected, ${left} changed and left, ${refused.length} refused.`
}
