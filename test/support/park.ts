import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'
import { consoleActor } from '../../src/kernel/actor.ts'
import { shiftInstant } from '../../src/kernel/clock.ts'
import { run, type Command, type Principal } from '../../src/kernel/command.ts'
import { newId } from '../../src/kernel/ids.ts'
import type { Module } from '../../src/kernel/module.ts'
import { answer, type Query } from '../../src/kernel/query.ts'
import { readSettings, type Settings } from '../../src/kernel/settings.ts'
import { resolveEnterprises } from '../../src/modules/enterprises/index.ts'
import { inPark } from '../../src/kernel/database.ts'
import { addDepartment } from '../../src/modules/parks/add-department.ts'
import { addPark } from '../../src/modules/parks/index.ts'
import { addUser } from '../../src/modules/people/index.ts'
import { openProduct, type Product } from '../../src/product.ts'
import { TEMPLATE } from './place.ts'
import type { z } from 'zod'

/** A clock that stands where it is put. */
export interface TestClock {
  (): string
  set(instant: string): void
  /** Moves on by so many milliseconds. */
  pass(milliseconds: number): void
}

/** Friday 9 October 2026, 10:24 in Asia/Shanghai. */
export const NOW = '2026-10-09T02:24:00.000Z'

function testClock(start: string): TestClock {
  let now = start
  const clock = () => {
    // A millisecond passes between any two commands, as it does in life: as-of questions can tell them apart.
    now = shiftInstant(now, 1)
    return now
  }
  return Object.assign(clock, {
    set: (instant: string) => (now = instant),
    pass: (milliseconds: number) => (now = shiftInstant(now, milliseconds)),
  })
}

/** A product on a database of its own, and a superuser who goes behind its back. */
export interface TestProduct {
  readonly product: Product
  readonly clock: TestClock
  readonly settings: Settings
  /** SQL as a superuser, with triggers and foreign keys switched off when `replica`. */
  sql(text: string, values?: unknown[], replica?: boolean): Promise<Record<string, unknown>[]>
  close(): Promise<void>
}

export async function openTestProduct({
  now = NOW,
  modules,
  settings: more = {},
}: {
  now?: string
  modules?: readonly Module[]
  settings?: Readonly<Record<string, string>>
} = {}): Promise<TestProduct> {
  const { server, dir } = inject('place')
  const name = `bihuan_test_${randomUUID().replaceAll('-', '').slice(0, 16)}`
  const admin = new pg.Client({ connectionString: `${server}/postgres` })
  await admin.connect()
  await admin.query(`create database ${name} template ${TEMPLATE}`)
  await admin.end()
  const settings = readSettings(
    {},
    { data: dir, database_url: `${server}/${name}`, log_level: 'silent', ...more },
  )
  const clock = testClock(now)
  const product = await openProduct({ settings, clock, ...(modules && { modules }) })
  const superuser = new pg.Pool({
    connectionString: `${server}/${name}`,
    max: 2,
    options: '-c search_path=bihuan -c timezone=UTC',
  })
  superuser.on('error', () => undefined)
  return {
    product,
    clock,
    settings,
    async sql(text, values = [], replica = false) {
      const client = await superuser.connect()
      try {
        if (replica) await client.query('set session_replication_role = replica')
        return (await client.query<Record<string, unknown>>(text, values)).rows
      } finally {
        if (replica) await client.query('set session_replication_role = origin')
        client.release()
      }
    },
    async close() {
      await superuser.end()
      await product.close()
    },
  }
}

/** The people of a test park, by what they are. */
export const CAST = {
  dispatcher: { post: 'dispatcher', department: '交办中心' },
  otherDispatcher: { post: 'dispatcher', department: '交办中心' },
  handler: { post: 'handler', department: '建设交通局' },
  head: { post: 'head', department: '建设交通局' },
  otherHandler: { post: 'handler', department: '生态环境分局' },
  otherHead: { post: 'head', department: '生态环境分局' },
  /** Of a body outside the park: handler and head of it. */
  liaison: { post: 'liaison', department: '示例公交公司' },
  centreHandler: { post: 'handler', department: '交办中心' },
  officer: { post: 'officer' },
  otherOfficer: { post: 'officer' },
  hotline: { post: 'hotline' },
  returnVisitor: { post: 'return_visitor' },
  leader: { post: 'leader', department: '建设交通局' },
  supervisor: { post: 'supervisor' },
  admin: { post: 'admin' },
  auditor: { post: 'auditor' },
  asker: { post: 'enterprise', enterprise: '示例电气装备有限公司' },
  otherAsker: { post: 'enterprise', enterprise: '示例食品有限公司' },
} as const
export type Who = keyof typeof CAST

export const DEPARTMENTS = ['交办中心', '建设交通局', '生态环境分局', '企业服务中心']
/** A body outside the park that it charges with cases. */
export const OUTSIDE = '示例公交公司'
export const ENTERPRISE = '示例电气装备有限公司'

/** A park with its people, in which tests act and ask. */
export interface TestPark {
  readonly id: string
  readonly code: string
  readonly departments: Readonly<Record<string, string>>
  readonly people: Readonly<Record<Who, string>>
  principal(who: Who | 'console'): Principal
  act<I extends z.ZodType, S, O>(
    who: Who | 'console',
    command: Command<I, S, O>,
    input: z.input<I>,
    key?: string,
  ): Promise<O>
  ask<I extends z.ZodType, O>(who: Who | 'console', query: Query<I, O>, input: z.input<I>): Promise<O>
}

/** The id of an enterprise of the park, by its exact name. */
export async function enterpriseIn(
  { sql }: Pick<TestProduct, 'sql'>,
  { id }: Pick<TestPark, 'id'>,
  name = ENTERPRISE,
): Promise<string> {
  const [row] = await sql('select id from enterprises where park_id = $1 and name = $2', [id, name])
  return String(row?.['id'])
}

/** Founds a park with four departments and one person for each part of the cast. */
export async function foundPark(
  { product }: Pick<TestProduct, 'product'>,
  code = `p${randomUUID().slice(0, 8)}`,
): Promise<TestPark> {
  const { runtime } = product
  const id = newId(runtime.clock())
  const asConsole = { principal: consoleActor(id), requestId: 'test' }
  const { value: park } = await run(
    runtime,
    addPark,
    { id, code, name: `示例园区 ${code}`, departments: DEPARTMENTS },
    asConsole,
  )
  await inPark(runtime.database.app, id, 'write', (tx) =>
    resolveEnterprises(tx, {
      parkId: id,
      now: runtime.clock(),
      namings: [{ name: ENTERPRISE, code: '91430300MA4DEM010W' }, { name: '示例食品有限公司' }],
    }),
  )
  const { value: outside } = await run(runtime, addDepartment, { name: OUTSIDE, kind: 'external' }, asConsole)
  const people: Partial<Record<Who, string>> = {}
  for (const [who, post] of Object.entries(CAST)) {
    const { value } = await run(runtime, addUser, { name: who, ...post }, asConsole)
    people[who as Who] = value.id
  }
  const known = people as Record<Who, string>
  const principal = (who: Who | 'console'): Principal =>
    who === 'console' ? consoleActor(id) : { parkId: id, userId: known[who] }
  return {
    id,
    code,
    departments: Object.fromEntries(
      [...park.departments, outside].map((department) => [department.name, department.id]),
    ),
    people: known,
    principal,
    async act(who, command, input, key) {
      const request = { principal: principal(who), requestId: 'test', ...(key !== undefined && { key }) }
      return (await run(runtime, command, input, request)).value
    },
    ask: (who, query, input) => answer(runtime, query, input, principal(who)),
  }
}
