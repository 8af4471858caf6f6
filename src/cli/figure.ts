import { answer } from '../kernel/query.ts'
import type { Language } from '../kernel/words.ts'
import type { FigureView } from '../modules/figures/contract.ts'
import { askFigure, figureRows } from '../modules/figures/index.ts'
import { actingIn } from './actors.ts'
import { optional, type Subcommand } from './subcommand.ts'

export const figure: Subcommand = {
  name: 'figure',
  usage: 'NAME --park CODE [--from D --to D] [--as-of T] [--by DIM] [--rows]',
  summary: {
    zh: '一个指标，它的分组，和它数的每一行',
    en: 'One figure, its groups, and the rows that it counts',
  },
  options: {
    park: { type: 'string' },
    from: { type: 'string' },
    to: { type: 'string' },
    'as-of': { type: 'string' },
    by: { type: 'string' },
    rows: { type: 'boolean' },
  },
  words: [1, 1],
  async run(invocation) {
    const { terminal, words, values } = invocation
    const asked = {
      name: words[0],
      ...withValue('from', optional(invocation, 'from')),
      ...withValue('to', optional(invocation, 'to')),
      ...withValue('as_of', optional(invocation, 'as-of')),
    }
    const by = withValue('by', optional(invocation, 'by'))
    const { product, principal } = await actingIn(invocation)
    const { runtime } = product
    const view = await answer(runtime, askFigure, { ...asked, ...by, language: terminal.language }, principal)
    const rows: unknown[] = []
    if (values['rows'] === true) {
      let cursor: string | null = null
      do {
        const page: Awaited<ReturnType<typeof figureRows.answerWith>> = await answer(
          runtime,
          figureRows,
          { ...asked, limit: 200, ...withValue('cursor', cursor ?? undefined) },
          principal,
        )
        rows.push(...page.items)
        cursor = page.next
      } while (cursor !== null)
    }
    if (terminal.json) {
      terminal.say(JSON.stringify(values['rows'] === true ? { ...view, rows } : view))
      return 0
    }
    for (const line of printed(view, terminal.language)) terminal.say(line)
    for (const row of rows) terminal.say(JSON.stringify(row))
    return 0
  },
}

/** A figure as people read it: its title, its value with unit, and its groups. */
export function printed(view: FigureView, language: Language): string[] {
  const groups = view.groups ?? []
  return [
    `${view.title[language]}  ${shownValue(view, view.value, language)}${ofWhat(view)}`,
    ...groups.map((group) => `  ${group.label}  ${shownValue(view, group.value, language)}`),
  ]
}

const UNITS: Readonly<Record<string, string>> = { 件: '', '%': '%', 个工作日: ' working days' }

function shownValue({ unit }: FigureView, value: number | null, language: Language): string {
  if (value === null) return '—'
  const number = unit === '%' ? value.toFixed(1) : String(value)
  if (unit === '%') return `${number}%`
  return language === 'zh' ? `${number} ${unit}` : `${number}${UNITS[unit] ?? ''}`
}

const ofWhat = ({ numerator, denominator }: FigureView) =>
  numerator === null ? '' : `（${numerator}/${denominator}）`

const withValue = (name: string, value: string | undefined) => (value === undefined ? {} : { [name]: value })
