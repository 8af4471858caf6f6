import { CaseSort, OPEN_STATES } from '../modules/cases/contract.ts'

/** The same rows in three column sets: what paper keeps as three lists. */
export const VIEWS = ['duties', 'problems', 'strikeOffs'] as const
export type View = (typeof VIEWS)[number]

export const FILTERS = [
  'q',
  'state',
  'lamp',
  'kind',
  'department',
  'category',
  'enterprise',
  'overdue',
] as const
export type Filter = (typeof FILTERS)[number]

/** What the address of the list says. */
export interface Asked {
  readonly view: View
  readonly filters: Readonly<Partial<Record<Filter, string>>>
  readonly sort?: CaseSort | undefined
  readonly cursor?: string | undefined
}

/** Stands in the address for all states of cases that are not over. */
export const OPEN = 'open'

/** Reads the address; what a form sent empty was not asked. */
export function readAddress(query: unknown): Asked {
  const given = new Map(Object.entries(Object(query) as Record<string, unknown>)) // marked cast: keys are texts
  const text = (name: string): string | undefined => {
    const value = given.get(name)
    const first: unknown = Array.isArray(value) ? value[0] : value
    return typeof first === 'string' && first.trim() !== '' ? first : undefined
  }
  const sort = CaseSort.safeParse(text('sort'))
  return {
    view: VIEWS.find((view) => view === text('view')) ?? 'duties',
    filters: Object.fromEntries(
      FILTERS.flatMap((name) => (text(name) === undefined ? [] : [[name, text(name)]])),
    ),
    sort: sort.success ? sort.data : undefined,
    cursor: text('cursor'),
  }
}

/** The address of the list with something changed; a change leads to the first page, but for the cursor itself. */
export function addressOf(asked: Asked, change: Partial<Asked> = {}): string {
  const { view, filters, sort, cursor } = { ...asked, cursor: undefined, ...change }
  const pairs = { view: view === 'duties' ? undefined : view, ...filters, sort, cursor }
  const query = Object.entries(pairs).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`],
  )
  return query.length > 0 ? `/cases?${query.join('&')}` : '/cases'
}

/** The filters without one of them. */
export const without = ({ filters }: Asked, name: Filter): Asked['filters'] =>
  Object.fromEntries(Object.entries(filters).filter(([key]) => key !== name))

/** The address as the query of the cases module takes it. */
export function inputOf({ filters, sort, cursor }: Asked): Record<string, unknown> {
  return {
    ...filters,
    ...(filters.state === OPEN && { state: OPEN_STATES }),
    ...(sort !== undefined && { sort }),
    ...(cursor !== undefined && { cursor }),
  }
}
