import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '../../kernel/database.ts'
import { tables } from '../../kernel/statement.ts'

const { prepared, shaped } = tables('projects', 'enterprises', 'officer_assignments', 'users')

export interface ProjectRow {
  readonly id: string
  readonly version: number
  readonly code: string
  readonly name: string
  readonly enterprise_id: string | null
  readonly enterprise_name: string | null
  readonly officer_id: string | null
  readonly officer_name: string | null
}

/** A project with its enterprise, or the master that it was merged into, and its officer on the day. */
const projectOn = (day: RawBuilder<unknown>) => sql`
  select p.id, p.version, p.code, p.name, m.id as enterprise_id, m.name as enterprise_name,
    u.id as officer_id, u.name as officer_name
  from projects p
  left join enterprises e on e.park_id = p.park_id and e.id = p.enterprise_id
  left join enterprises m on m.park_id = e.park_id and m.id = coalesce(e.master_id, e.id)
  left join officer_assignments a on a.park_id = p.park_id and a.project_id = p.id
    and a.from_day <= ${day} and (a.until_day is null or a.until_day > ${day})
  left join users u on u.park_id = a.park_id and u.id = a.user_id`

interface Page {
  readonly parkId: string
  readonly today: string
  readonly limit: number
  readonly pattern?: string
  readonly enterprise?: string
  readonly officer?: string
  readonly afterCode?: string
  readonly afterId?: string
}

const FILTERS = {
  pattern: (p: Page) => sql`(p.name ilike ${p.pattern} or p.code ilike ${p.pattern})`,
  enterprise: (p: Page) => sql`m.id = ${p.enterprise}::uuid`,
  officer: (p: Page) => sql`a.user_id = ${p.officer}::uuid`,
  afterId: (p: Page) => sql`(p.code, p.id) > (${p.afterCode}::text, ${p.afterId}::uuid)`,
} as const

export const PROJECT_FILTERS = Object.keys(FILTERS) as readonly (keyof typeof FILTERS)[] // marked cast: keys of a literal

export const selectProjects = shaped<readonly (keyof typeof FILTERS)[], Page>()(
  'projects.page',
  (_, set, p) =>
    sql<ProjectRow>`${projectOn(sql`${p.today}::date`)}
      where ${sql.join([sql`p.park_id = ${p.parkId}`, ...set.map((name) => FILTERS[name](p))], sql` and `)}
      order by p.code, p.id
      limit ${p.limit}`,
)

const selectNamed = prepared<{
  parkId: string
  id: string | null
  code: string | null
  name: string | null
}>()('projects.named', (db, p) =>
  db
    .selectFrom('projects')
    .select(['id', 'code', 'name'])
    .where('park_id', '=', p.parkId)
    .where(sql<boolean>`(id = ${p.id}::uuid or code = ${p.code}::text or name = ${p.name}::text)`)
    .orderBy('created_at')
    .orderBy('id'),
)

export interface NamedProject {
  readonly id?: string | undefined
  readonly code?: string | undefined
  readonly name?: string | undefined
}

/** The project meant, if the park knows it: the id first, then the code, then the exact name. */
export async function findProject(
  tx: Tx,
  parkId: string,
  { id, code, name }: NamedProject,
): Promise<{ readonly id: string; readonly code: string; readonly name: string } | undefined> {
  const rows = await tx.all(selectNamed, {
    parkId,
    id: id ?? null,
    code: code ?? null,
    name: name ?? null,
  })
  if (id !== undefined) return rows.find((row) => row.id === id)
  if (code !== undefined) return rows.find((row) => row.code === code)
  return rows.find((row) => row.name === name)
}

export const lockProject = prepared<{ parkId: string; id: string }>()('projects.lock', (db, p) =>
  db
    .selectFrom('projects')
    .select(['id', 'version', 'code', 'name', 'enterprise_id'])
    .where('park_id', '=', p.parkId)
    .where('id', '=', p.id)
    .forUpdate(),
)

/** Adds a project; nothing comes back when its code is taken. */
export const insertProject = prepared<{
  parkId: string
  id: string
  code: string
  name: string
  enterpriseId: string | null
  now: string
}>()('projects.insert', (db, p) =>
  db
    .insertInto('projects')
    .values({
      park_id: p.parkId,
      id: p.id,
      code: p.code,
      name: p.name,
      enterprise_id: p.enterpriseId,
      version: 1,
      created_at: p.now,
    })
    .onConflict((on) => on.columns(['park_id', 'code']).doNothing())
    .returning('id'),
)

export const updateProject = prepared<{
  parkId: string
  id: string
  version: number
  code: string
  name: string
  enterpriseId: string | null
}>()('projects.update', (db, p) =>
  db
    .updateTable('projects')
    .set({ code: p.code, name: p.name, enterprise_id: p.enterpriseId, version: p.version })
    .where('park_id', '=', p.parkId)
    .where('id', '=', p.id),
)

/** A project as it is shown. */
export const projectView = ({
  id,
  version,
  code,
  name,
  enterprise_id,
  enterprise_name,
  officer_id,
  officer_name,
}: ProjectRow) => ({
  id,
  version,
  code,
  name,
  enterprise: enterprise_id === null ? null : { id: enterprise_id, name: enterprise_name ?? '' },
  officer: officer_id === null ? null : { id: officer_id, name: officer_name ?? '' },
})
