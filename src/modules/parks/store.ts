import { sql } from 'kysely'
import type { Tx } from '../../kernel/database.ts'
import { DEFAULT_OFFICE_HOURS, type OfficeHours } from '../../kernel/office-hours.ts'
import { BY_BOTH, tables } from '../../kernel/statement.ts'
import {
  DEFAULT_CHOICES,
  ParkChoices,
  type DayOffView,
  type DepartmentKind,
  type DepartmentView,
} from './contract.ts'

export interface ParkRow {
  readonly id: string
  readonly code: string
  readonly name: string
  readonly timeZone: string
  readonly officeHours: OfficeHours
}

const { prepared } = tables('parks', 'departments', 'park_days_off', 'park_choices')

const columns = ['id', 'code', 'name', 'time_zone as timeZone', 'office_hours as officeHours'] as const

type Row = Omit<ParkRow, 'officeHours'> & { officeHours: unknown }
// Marked cast: the column is written only from a checked OfficeHours.
const toPark = (row: Row): ParkRow => ({ ...row, officeHours: row.officeHours as OfficeHours })

export const selectPark = prepared<{ parkId: string }>()(
  'parks.one',
  (db, p) => db.selectFrom('parks').select(columns).where('id', '=', p.parkId),
  BY_BOTH,
)

export const selectParkByCode = prepared<{ code: string }>()('parks.by_code', (db, p) =>
  db.selectFrom('parks').select(['id', 'code', 'name']).where('code', '=', p.code),
)

export const selectParks = prepared<object>()('parks.all', (db) =>
  db.selectFrom('parks').select(['id', 'code', 'name']).orderBy('code'),
)

/** The park in which somebody acts: it is there, since nobody else could have come so far. */
export async function getPark(tx: Tx, parkId: string): Promise<ParkRow> {
  return toPark(await tx.one(selectPark, { parkId }))
}

export const insertPark = prepared<{
  id: string
  code: string
  name: string
  timeZone: string
  now: string
}>()('parks.insert', (db, p) =>
  db.insertInto('parks').values({
    id: p.id,
    code: p.code,
    name: p.name,
    time_zone: p.timeZone,
    office_hours: JSON.stringify(DEFAULT_OFFICE_HOURS),
    created_at: p.now,
  }),
)

export const selectDepartments = prepared<{ parkId: string }>()('parks.departments', (db, p) =>
  db.selectFrom('departments').select(['id', 'name', 'kind']).where('park_id', '=', p.parkId).orderBy('name'),
)

export async function findDepartments(tx: Tx, parkId: string): Promise<DepartmentView[]> {
  const rows = await tx.all(selectDepartments, { parkId })
  return rows.map((row) => ({ ...row, kind: row.kind as DepartmentKind })) // marked cast: a CHECK allows no other
}

export const insertDepartment = prepared<{
  parkId: string
  id: string
  name: string
  kind: string
  now: string
}>()('parks.insert_department', (db, p) =>
  db
    .insertInto('departments')
    .values({ park_id: p.parkId, id: p.id, name: p.name, kind: p.kind, created_at: p.now }),
)

/** Nothing where another had made it meanwhile; the two do not fail each other. */
export const insertDepartmentOnce = prepared<{
  parkId: string
  id: string
  name: string
  kind: string
  now: string
}>()('parks.insert_department_once', (db, p) =>
  db
    .insertInto('departments')
    .values({ park_id: p.parkId, id: p.id, name: p.name, kind: p.kind, created_at: p.now })
    .onConflict((on) => on.columns(['park_id', 'name']).doNothing())
    .returning('id'),
)

const selectDaysOff = prepared<{ parkId: string }>()(
  'parks.days_off',
  (db, p) =>
    db.selectFrom('park_days_off').select(['day', 'name']).where('park_id', '=', p.parkId).orderBy('day'),
  BY_BOTH,
)

export const findDaysOff = (tx: Tx, parkId: string): Promise<DayOffView[]> =>
  tx.all(selectDaysOff, { parkId })

export const insertDayOff = prepared<{ parkId: string; day: string; name: string; now: string }>()(
  'parks.insert_day_off',
  (db, p) =>
    db
      .insertInto('park_days_off')
      .values({ park_id: p.parkId, day: p.day, name: p.name, created_at: p.now })
      .onConflict((on) => on.columns(['park_id', 'day']).doNothing()),
)

const selectChoices = prepared<{ parkId: string }>()('parks.choices', (_, p) => {
  return sql<{ name: string; value: unknown }>`
    select distinct on (name) name, value from park_choices
    where park_id = ${p.parkId} order by name, chosen_at desc, id desc`
})

/** What the park has chosen, and the usual where it has not. */
export async function findChoices(tx: Tx, parkId: string): Promise<ParkChoices> {
  const rows = await tx.all(selectChoices, { parkId })
  return ParkChoices.parse({
    ...DEFAULT_CHOICES,
    ...Object.fromEntries(rows.map(({ name, value }) => [name, value])),
  })
}

export const insertChoice = prepared<{
  parkId: string
  id: string
  name: string
  value: string
  now: string
  userId: string
}>()('parks.insert_choice', (db, p) =>
  db.insertInto('park_choices').values({
    park_id: p.parkId,
    id: p.id,
    name: p.name,
    value: p.value,
    chosen_at: p.now,
    chosen_by: p.userId,
  }),
)
