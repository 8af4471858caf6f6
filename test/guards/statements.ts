import type { Undoing } from './rows.ts'

interface Plan {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly 'Index Cond'?: string
  readonly 'Recheck Cond'?: string
  readonly Filter?: string
  readonly Plans?: readonly Plan[]
}

/**
 * The tables of parks that a statement reads without saying which park, where row-level security does not hold: asked of
 * the plan that PostgreSQL makes for a superuser, since a text may name park_id and yet compare nothing.
 */
export async function readsOfAnyPark(
  db: Undoing,
  text: string,
  tenant: readonly string[],
): Promise<readonly string[]> {
  const [row] = await db.sql(`explain (generic_plan, format json) ${text}`)
  const plans = row?.['QUERY PLAN'] as readonly { Plan: Plan }[] // marked cast: the format of EXPLAIN
  const open: string[] = []
  const visit = (plan: Plan): void => {
    const table = plan['Relation Name']
    const conditions = [plan['Index Cond'], plan['Recheck Cond'], plan.Filter].join(' ')
    if (table !== undefined && tenant.includes(table) && plan['Node Type'].endsWith('Scan'))
      if (!/\bpark_id\)? = /.test(conditions)) open.push(table)
    for (const below of plan.Plans ?? []) visit(below)
  }
  for (const { Plan } of plans) visit(Plan)
  return open
}

const IN_PARK = /(?:"?\w+"?\.)?"?park_id"? = (\$\d+)(?:::uuid)?/g

/** The statement without the park in its conditions; undefined where it has none. */
export function withoutPark(text: string): string | undefined {
  const mutant = text.replaceAll(IN_PARK, '$1::uuid is not null')
  return mutant === text ? undefined : mutant
}
