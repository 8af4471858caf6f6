import { isDate } from '../kernel/calendar.ts'
import type { Language } from '../kernel/words.ts'
import { importRegister, type Counts, type RegisterImportResult } from '../modules/intake/index.ts'
import { actingIn, requestOf } from './actors.ts'
import { checkFiles } from './import-files.ts'
import { sayImport } from './import-told.ts'
import { optional, UsageError, type Subcommand } from './subcommand.ts'

export const importEnterprisesCommand: Subcommand = {
  name: 'import enterprises',
  usage:
    'FILE.xlsx --park CODE [--update] [--valid-from DAY] [--source TEXT] [--dry-run] [--report OUT.xlsx]',
  summary: {
    zh: '导入企业名单，一行不丢',
    en: 'Import a spreadsheet of enterprises; no row is lost',
  },
  options: {
    park: { type: 'string' },
    update: { type: 'boolean' },
    'valid-from': { type: 'string' },
    source: { type: 'string' },
    'dry-run': { type: 'boolean' },
    report: { type: 'string' },
  },
  words: [1, 1],
  async run(invocation) {
    const { terminal, words, values } = invocation
    const { language } = terminal
    const validFrom = optional(invocation, 'valid-from')
    if (validFrom !== undefined && !isDate(validFrom))
      throw new UsageError(
        `--valid-from 应是日期，如 2026-01-01，不是“${validFrom}”`,
        `--valid-from is a date such as 2026-01-01, not "${validFrom}"`,
      )
    const [file = ''] = words
    const report = optional(invocation, 'report')
    checkFiles({ file, map: undefined, report })
    const { product, principal } = await actingIn(invocation)
    const dryRun = values['dry-run'] === true
    const result = await importRegister(product.runtime, requestOf(principal), {
      file,
      update: values['update'] === true,
      dryRun,
      validFrom,
      source: optional(invocation, 'source'),
      report,
      language,
      progress: (so) => terminal.progress(progressOf(so, language)),
    })
    terminal.settle()
    if (terminal.json) terminal.say(JSON.stringify(result))
    else {
      const counts = countsOf(result, language)
      const differences = differencesOf(result, language)
      for (const line of sayImport(result, {
        language,
        dryRun,
        counts,
        titleOf: (field) => field,
        differences,
      }))
        terminal.say(line)
    }
    return 0
  },
}

const progressOf = ({ rows, imported, unchanged, refused }: Counts, language: Language): string =>
  language === 'zh'
    ? `已读 ${rows} 行，登记 ${imported}，已有 ${unchanged}，退回 ${refused}`
    : `${rows} rows read, ${imported} added, ${unchanged} already here, ${refused} refused`

function countsOf(
  { rows, imported, unchanged, updated, changed, refused }: RegisterImportResult,
  language: Language,
): string {
  const left = changed.filter(({ result }) => result === 'changed').length
  return language === 'zh'
    ? `共 ${rows} 行：新登记 ${imported}，已有且相同 ${unchanged}，已更正 ${updated}，不同未改 ${left}，退回 ${refused.length}。`
    : `${rows} rows: ${imported} added, ${unchanged} unchanged, ${updated} corrected, ${left} differ and were left, ${refused.length} refused.`
}

function differencesOf({ changed }: RegisterImportResult, language: Language): string[] {
  return changed.map(({ row, name, result, changes }) => {
    const what = changes.map(({ column, was, now }) => `${column}：${was ?? '—'} → ${now ?? '—'}`).join('；')
    if (language === 'zh')
      return `  第 ${row} 行“${name}”${result === 'updated' ? '已更正' : '没有改（要改请加 --update）'}：${what}`
    return `  row ${row} "${name}" ${result === 'updated' ? 'corrected' : 'left as it was (--update corrects it)'}: ${what}`
  })
}
