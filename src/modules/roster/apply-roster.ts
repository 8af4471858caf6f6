import { run, type Request } from '../../kernel/command.ts'
import type { Runtime } from '../../kernel/runtime.ts'
import { MOST_PEOPLE } from '../people/contract.ts'
import { importPeople } from '../people/index.ts'
import type { RefusedRow, Roster, RosterOutcome } from './contract.ts'

/**
 * Takes a roster in, by so many people at a time, each in a transaction of its own. As a rehearsal it tells what would
 * become of each row and leaves nothing behind. With a key the same roster sent twice at once is taken in once.
 */
export async function applyRoster(
  runtime: Runtime,
  request: Request,
  { departments, people, refused }: Pick<Roster, 'departments' | 'people' | 'refused'>,
): Promise<RosterOutcome> {
  const results = new Map<string, 'added' | 'unchanged'>()
  const taken: RosterOutcome['people'] = []
  const refusedHere: RefusedRow[] = []
  const kinds = new Map(departments.map((each) => [each.name, each]))
  // People come in together in a rehearsal too, but not beyond one transaction: the departments go with each.
  for (let from = 0; from < Math.max(people.length, 1); from += MOST_PEOPLE) {
    const chunk = people.slice(from, from + MOST_PEOPLE)
    const named = new Set(chunk.map(({ person }) => person.department))
    const wanted = from === 0 ? departments : departments.filter(({ name }) => named.has(name))
    const { value } = await run(
      runtime,
      importPeople,
      {
        departments: wanted.map(({ name }) => ({ name, kind: kinds.get(name)?.kind ?? 'own' })),
        people: chunk.map(({ person }) => person),
      },
      { ...request, ...(request.key !== undefined && { key: `${request.key}-${from}` }) },
    )
    for (const { name, result } of value.departments) if (!results.has(name)) results.set(name, result)
    for (const [i, { result, code = '', detail = {} }] of value.people.entries()) {
      const row = chunk[i]
      if (!row) throw new Error('an outcome for nobody')
      const { sheet, row: number, person, cell, cells } = row
      if (result === 'refused') refusedHere.push(refusedLater(row, { code, detail, cell, cells }))
      else taken.push({ sheet, row: number, person, result })
    }
  }
  return {
    departments: [...results].map(([name, result]) => ({ name, result })),
    people: taken,
    refused: [...refused, ...refusedHere],
  }
}

const refusedLater = (
  { sheet, row, person }: Roster['people'][number],
  { code, detail, cell, cells }: Pick<RefusedRow, 'code' | 'detail' | 'cell' | 'cells'>,
): RefusedRow => ({ sheet, row, column: '', cell, value: person.name, code, detail, accepted: [], cells })
