import type { Language } from '../kernel/words.ts'
import type { ImportTold } from '../modules/intake/index.ts'

interface Saying {
  readonly language: Language
  readonly dryRun: boolean
  /** How many rows came to what. */
  readonly counts: string
  /** How a field is named to people. */
  readonly titleOf: (field: string) => string
  /** What is here already and differs, line by line, where the warnings do not tell it. */
  readonly differences?: readonly string[]
}

/** What came of an import, for people. */
export function sayImport(
  { refused, warnings, mapping }: Pick<ImportTold<unknown>, 'refused' | 'warnings' | 'mapping'>,
  { language, dryRun, counts, titleOf, differences = [] }: Saying,
): string[] {
  const zh = language === 'zh'
  const understood = Object.entries(mapping).map(([sheet, columns]) => {
    const pairs = Object.entries(columns).map(
      ([field, { column, header }]) => `${column} ${header} → ${titleOf(field)}`,
    )
    return zh ? `“${sheet}”的列：${pairs.join('；')}` : `columns of "${sheet}": ${pairs.join('; ')}`
  })
  const reasons = refused.flatMap(({ row, column, cell, value, reason, accepted, more }) => {
    const quoted = value === '' ? '' : zh ? `“${value}”` : ` "${value}"`
    const spellings = accepted.join(zh ? '、' : ', ')
    const ways = spellings === '' ? '' : zh ? `可以写：${spellings}。` : ` Accepted: ${spellings}.`
    const first = zh
      ? `  第 ${row} 行 ${cell}「${column}」${quoted}：${reason}。${ways}`
      : `  row ${row}, ${cell} (${column})${quoted}: ${reason}.${ways}`
    return [first, ...more.map((other) => `    ${other.cell}「${other.column}」：${other.reason}`)]
  })
  const under = (head: string, lines: readonly string[]) => (lines.length === 0 ? [] : [head, ...lines])
  return [
    ...(dryRun ? [zh ? '预演：什么都没有写入。' : 'Rehearsal: nothing was written.'] : []),
    counts,
    ...understood,
    ...under(zh ? '退回的行：' : 'Refused:', reasons),
    ...under(zh ? '与名录不同：' : 'Other than the register:', differences),
    ...under(
      zh ? '提示：' : 'Notes:',
      warnings.map((warning) => `  ${warning}`),
    ),
  ]
}
