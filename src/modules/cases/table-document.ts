import { label } from './labels.ts'
import { TRANSITIONS, type From, type Transition } from './transitions.ts'

const isHistory = ({ action }: Transition): boolean => action === 'history'
const state = (from: From): string => (from === 'none' ? '[*]' : from)

/** The transition table as a document: a diagram of the steps from state to state, and every row. */
export function tableDocument(): string {
  const rows = TRANSITIONS.filter((row) => !isHistory(row))
  return `# Every step of the loop

Made from \`src/modules/cases/transitions.ts\` by \`npm run loop-table\`; a test holds the two together. What the table leaves
open (whose department, whose own work, how often, until when) is said in [the loop](loop.md). An import may besides record
any step as \`history\`: what others did elsewhere is not judged.

## From state to state

\`\`\`mermaid
stateDiagram-v2
${arrowsOf(rows).join('\n')}
\`\`\`

## Every row

| act | 中文 | from | to | who |
|---|---|---|---|---|
${rows.map(lineOf).join('\n')}
`
}

/** One arrow for each pair of states, with every act that goes that way. */
function arrowsOf(rows: readonly Transition[]): string[] {
  const ways = new Map<string, Set<string>>()
  for (const { action, from, to } of rows) {
    if (to === 'same') continue
    for (const one of from) {
      if (one === to) continue
      const way = `  ${state(one)} --> ${to}`
      ways.set(way, (ways.get(way) ?? new Set()).add(action))
    }
  }
  return [...ways].map(([way, acts]) => `${way}: ${[...acts].join(', ')}`)
}

const lineOf = ({ action, from, to, who }: Transition): string =>
  `| ${action} | ${label('action', action, 'zh')} | ${from.join(', ')} | ${to} | ${who.join(', ')} |`
