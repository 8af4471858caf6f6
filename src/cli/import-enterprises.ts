import { isDate } from '../kernel/calendar.ts'
import type { Language } from '../kernel/words.ts'
import { importRegister, type RegisterCounts, type RegisterImportResult } from '../modules/intake/index.ts'
import { actingIn, requestOf } from './actors.ts'
import { checkFiles } from './import-files.ts'
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
    else for (const line of summary(result, { language, dryRun })) terminal.say(line)
    return 0
  },
}

const progressOf = ({ rows, imported, unchanged, refused }: RegisterCounts, language: Language): string =>
  language === 'zh'
    ? `已读 ${rows} 行，登记 ${imported}，已有 ${unchanged}，退回 ${refused}`
    : `${rows} rows read, ${imported} added, ${unchanged} already here, ${refused} refused`

/** What came of an import, for people. */
function summary(
  { rows, imported, unchanged, updated, changed, refused, warnings, mapping }: RegisterImportResult,
  { language, dryRun }: { language: Language; dryRun: boolean },
): string[] {
  const zh = language === 'zh'
  const left = changed.filter(({ result }) => result === 'changed').length
  const counts = zh
    ? `共 ${rows} 行：新登记 ${imported}，已有且相同 ${unchanged}，已更正 ${updated}，不同未改 ${left}，退回 ${refused.length}。`
    : `${rows} rows: ${imported} added, ${unchanged} unchanged, ${updated} corrected, ${left} differ and were left, ${refused.length} refused.`
  const understood = Object.entries(mapping).map(([sheet, columns]) => {
    const pairs = Object.entries(columns).map(
      ([field, { column, header }]) => `${column} ${header} → ${field}`,
    )
    return zh ? `“${sheet}”的列：${pairs.join('；')}` : `columns of "${sheet}": ${pairs.join('; ')}`
  })
  const reasons = refused.flatMap(({ row, column, cell, value, reason, accepted, more }) => [
    zh
      ? `  第 ${row} 行 ${cell}「${column}」${value === '' ? '' : `“${value}”`}：${reason}。${accepted.length === 0 ? '' : `可以写：${accepted.join('、')}。`}`
      : `  row ${row}, ${cell} (${column})${value === '' ? '' : ` "${value}"`}: ${reason}.${accepted.length === 0 ? '' : ` Accepted: ${accepted.join(', ')}.`}`,
    ...more.map((other) => `    ${other.cell}「${other.column}」：${other.reason}`),
  ])
  const differences = changed.map(({ row, name, result, changes }) => {
    const what = changes.map(({ column, was, now }) => `${column}：${was ?? '—'} → ${now ?? '—'}`).join('；')
    if (zh)
      return `  第 ${row} 行“${name}”${result === 'updated' ? '已更正' : '没有改（要改请加 --update）'}：${what}`
    return `  row ${row} "${name}" ${result === 'updated' ? 'corrected' : 'left as it was (--update corrects it)'}: ${what}`
  })
  return [
    ...(dryRun ? [zh ? '预演：什么都没有写入。' : 'Rehearsal: nothing was written.'] : []),
    counts,
    ...understood,
    ...(refused.length > 0 ? [zh ? '退回的行：' : 'Refused:', ...reasons] : []),
    ...(differences.length > 0 ? [zh ? '与名录不同：' : 'Other than the register:', ...differences] : []),
    ...(warnings.length > 0 ? [zh ? '提示：' : 'Notes:', ...warnings.map((warning) => `  ${warning}`)] : []),
  ]
}
