import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeApp } from '../../src/app.ts'
import type { Command, Principal } from '../../src/kernel/command.ts'
import { makeOutgoing } from '../../src/kernel/outgoing.ts'
import type { CaseState } from '../../src/modules/cases/contract.ts'
import { oneCase } from '../../src/modules/cases/index.ts'
import { addToken } from '../../src/modules/people/index.ts'
import { MODULES } from '../../src/modules.ts'
import { foundPark, OUTSIDE, type TestPark, type TestProduct, type Who } from '../support/park.ts'
import type { Column, Relation } from './table.ts'

/** The people and things of which the matrix speaks: two parks, and in each of them whatever a route can name. */

const ENTERPRISE = '示例电气装备有限公司'
const OTHER_ENTERPRISE = '示例食品有限公司'
export const PHONE = '13907320000'
export const OTHER_PHONE = '13907329999'
/** Words that stand in every case. */
export const CASE_WORDS = '夜班职工下班无车可坐'
export const CONTACT = '示例联系员'

/** Commands by their names: tests try them without knowing where they are defined. */
const commands = new Map(
  MODULES.flatMap((module) => module.commands).map((one) => [one.name as string, one as unknown as Command]), // marked cast: a list of commands of different shapes
)

export function commandNamed(name: string): Command {
  const found = commands.get(name)
  if (!found) throw new Error(`no command ${name}`)
  return found
}

/** Who acts in each column that is a person of the park. */
const PERSON: Readonly<Partial<Record<Column, Who>>> = {
  dispatcher: 'dispatcher',
  handler: 'handler',
  head: 'head',
  liaison: 'liaison',
  officer: 'officer',
  hotline: 'hotline',
  return_visitor: 'returnVisitor',
  leader: 'leader',
  supervisor: 'supervisor',
  enterprise: 'asker',
  admin: 'admin',
  auditor: 'auditor',
}

export interface Case {
  readonly id: string
  readonly version: number
}

/** One park with all that routes name. */
export interface Place {
  readonly park: TestPark
  /** Does something as somebody of the cast, and answers as JSON does. */
  readonly act: (who: Who | 'console', name: string, input: object) => Promise<Record<string, unknown> & Case>
  readonly enterprise: Case
  readonly otherEnterprise: Case
  readonly duplicate: Case
  readonly project: Case
  readonly webhook: string
  readonly handOver: string
  readonly foreignHandOver: string
  readonly thirdOfficer: string
  readonly invitations: Readonly<Record<'own' | 'other', string>>
  readonly city: string
  readonly postless: string
  /** The case of a relation in a state, made when it is asked for first. */
  readonly caseIn: (asked: { relation: Relation; state: CaseState; outside?: boolean }) => Promise<Case>
  /** One more case of the cast's own, in a state. */
  readonly makeCase: (state: CaseState) => Promise<Case>
  /** A public file of such a case. */
  readonly fileOf: (asked: { relation: Relation; outside?: boolean }) => Promise<string>
  /** A token of somebody by name, and the id of one. */
  readonly tokenOf: (name: string) => string
  readonly tokenId: (userId: string) => Promise<string>
  readonly postId: (userId: string) => Promise<string>
  readonly standInOf: (who: Who) => Promise<string>
  readonly noticeOf: (userId: string) => Promise<string>
  readonly userOf: (column: Column) => string
  /** Sends a file as the dispatcher, which belongs to nothing yet. */
  readonly upload: () => Promise<string>
}

async function openPlace(bench: TestProduct, address: string): Promise<Place> {
  const park = await foundPark(bench)
  const act: Place['act'] = async (who, name, input) =>
    JSON.parse(JSON.stringify(await park.act(who, commandNamed(name), input))) as Record<string, unknown> &
      Case // marked cast: what the test looks at is there or the test fails
  const [enterprise, otherEnterprise] = await Promise.all(
    [ENTERPRISE, OTHER_ENTERPRISE].map(async (name, i) => {
      const [row] = await bench.sql('select id, version from enterprises where park_id = $1 and name = $2', [
        park.id,
        name,
      ])
      const id = String(row?.['id'])
      const amended = await act('dispatcher', 'enterprises.amend', {
        id,
        version: Number(row?.['version']),
        reason: '登记联系人',
        contact_name: CONTACT,
        contact_phone: i === 0 ? PHONE : OTHER_PHONE,
      })
      return { id, version: amended.version }
    }),
  )
  if (!enterprise || !otherEnterprise) throw new Error('no enterprise')
  const duplicate = await act('dispatcher', 'enterprises.register', { name: '示例电气装备（分厂）有限公司' })
  const project = await act('dispatcher', 'projects.register', {
    code: 'XM-1',
    name: '示例厂房',
    enterprise: enterprise.id,
  })
  await act('dispatcher', 'officers.assign', {
    subject: { kind: 'project', id: project.id },
    user: 'officer',
  })
  const subject = { kind: 'enterprise', id: enterprise.id }
  await act('dispatcher', 'officers.assign', { subject, user: 'otherOfficer' })
  const handOver = await act('dispatcher', 'officers.hand_over', {
    from_user: 'otherOfficer',
    to_user: 'officer',
    reason: '分工调整',
  })
  const { id: thirdOfficer } = await act('console', 'people.add', { name: '第三专员', post: 'officer' })
  await act('dispatcher', 'officers.assign', {
    subject: { kind: 'enterprise', id: otherEnterprise.id },
    user: 'otherOfficer',
  })
  const foreignHandOver = await act('dispatcher', 'officers.hand_over', {
    from_user: 'otherOfficer',
    to_user: thirdOfficer,
    reason: '分工调整',
  })
  const webhook = await act('admin', 'notices.add_webhook', { url: 'https://localhost/in' })
  const invite = (id: string) => act('dispatcher', 'people.invite_contact', { id, name: '示例新人' })
  const invitations = {
    own: (await invite(enterprise.id)).id,
    other: (await invite(otherEnterprise.id)).id,
  }
  const { id: city } = await act('console', 'people.add', { name: 'city', post: 'city' })
  const { id: postless } = await act('console', 'people.add', { name: 'postless', post: 'officer' })
  const [post] = await bench.sql('select id from posts where user_id = $1', [postless])
  await act('console', 'people.end_post', { id: postless, post_id: String(post?.['id']) })
  const tokens = new Map<string, string>()
  for (const name of [...Object.keys(park.people), 'city', 'postless']) {
    const { token } = await park.act('console', addToken, { user: name })
    tokens.set(name, token)
  }
  const cases = new Map<string, Promise<Case>>()
  const remembered = <T>(known: Map<string, Promise<T>>, key: unknown, make: () => Promise<T>) => {
    const found = known.get(JSON.stringify(key)) ?? make()
    known.set(JSON.stringify(key), found)
    return found
  }
  const files = new Map<string, Promise<string>>()
  const standIns = new Map<string, Promise<string>>()
  const notices = new Map<string, Promise<string>>()
  const place: Place = {
    park,
    act,
    enterprise,
    otherEnterprise,
    duplicate,
    project,
    webhook: webhook.id,
    handOver: handOver.id,
    foreignHandOver: foreignHandOver.id,
    thirdOfficer,
    invitations,
    city,
    postless,
    caseIn: ({ relation, state, outside = false }) =>
      remembered(cases, [relation, state, outside], () => makeCase(place, { relation, state, outside })),
    makeCase: (state) => makeCase(place, { relation: 'own', state, outside: false }),
    fileOf: ({ relation, outside = false }) =>
      remembered(files, [relation, outside], async () => {
        const { id, version } = await place.caseIn({ relation, state: 'accepted', outside })
        return attachedTo(place, { id, version })
      }),
    tokenOf(name) {
      const token = tokens.get(name)
      if (token === undefined) throw new Error(`no token of ${name}`)
      return token
    },
    async tokenId(userId) {
      const [row] = await bench.sql('select id from tokens where user_id = $1 limit 1', [userId])
      return String(row?.['id'])
    },
    async postId(userId) {
      const [row] = await bench.sql('select id from posts where user_id = $1 limit 1', [userId])
      return String(row?.['id'])
    },
    standInOf: (who) =>
      remembered(standIns, who, async () => {
        const from = '2027-01-04T00:00:00.000Z'
        const until = '2027-01-08T00:00:00.000Z'
        const input = { user: who, stand_in: 'otherOfficer', from, until, reason: '休假' }
        return (await act('admin', 'people.add_stand_in', input)).id
      }),
    noticeOf: (userId) =>
      remembered(notices, userId, async () => {
        const id = randomUUID()
        await bench.sql(
          `insert into notices (park_id, id, user_id, key, template, about, urgent, created_at)
           values ($1, $2, $3, $4, 'dispatched', '{}', false, $5)`,
          [park.id, id, userId, id, bench.clock()],
        )
        return id
      }),
    async upload() {
      const response = await fetch(`${address}/api/v1/files?name=a.txt`, {
        method: 'POST',
        headers: { authorization: `Bearer ${place.tokenOf('dispatcher')}`, 'idempotency-key': randomUUID() },
        body: '示例附件',
      })
      return ((await response.json()) as { id: string }).id // marked cast: the answer of an upload
    },
    userOf(column) {
      if (column === 'city') return city
      if (column === 'no post') return postless
      const who = PERSON[column]
      if (who === undefined) throw new Error(`nobody is ${column}`)
      return park.people[who]
    },
  }
  return place
}

const DEPARTMENT = { own: '建设交通局', other: '生态环境分局', outside: OUTSIDE } as const

/** Brings a case to a state by the people whose it is. */
async function makeCase(
  { park, act }: Place,
  { relation, state, outside }: { relation: Relation; state: CaseState; outside: boolean },
): Promise<Case> {
  const isOthers = relation === 'other enterprise'
  const whose = relation === 'other department' ? 'other' : outside ? 'outside' : 'own'
  const department = DEPARTMENT[whose]
  const worker: Who = { own: 'handler', other: 'otherHandler', outside: 'liaison' }[whose] as Who // marked cast: of the cast
  const head: Who = { own: 'head', other: 'otherHead', outside: 'liaison' }[whose] as Who // marked cast: as above
  const asker: Who = isOthers ? 'otherAsker' : 'asker'
  let at = await act(isOthers ? 'dispatcher' : 'hotline', 'cases.register', {
    kind: 'request',
    text: `示例：${relation}${state}${department}，${CASE_WORDS}`,
    asker: { kind: 'enterprise', name: isOthers ? OTHER_ENTERPRISE : ENTERPRISE },
  })
  const step = async (who: Who, name: string, more: object = {}) => {
    const { id, version } = await park.ask(who, oneCase, { id: at.id })
    at = await act(who, `cases.${name}`, { id, version, ...more })
  }
  await step('dispatcher', 'amend', {
    set: { contact_name: CONTACT, contact_phone: isOthers ? OTHER_PHONE : PHONE },
    reason: '补登联系人',
  })
  if (state === 'registered') return at
  if (state === 'closed_refused') {
    await step('dispatcher', 'refuse', { reason: 'not_of_the_park', text: '不属本园区' })
    return at
  }
  await step('dispatcher', 'dispatch', { department })
  if (state === 'dispatched') return at
  if (state === 'returned') {
    await step(head, 'return', { reason: '不归我们' })
    return at
  }
  await step(worker, 'accept')
  if (state === 'accepted') return at
  if (state === 'suspended') {
    await step(head, 'request_suspension', { until: '2026-10-12', reason: '等批复' })
    await step('dispatcher', 'decide_suspension', { grant: true })
    return at
  }
  await step(worker, 'reply', { answer: '已加开两班', outcome: 'solved' })
  if (state === 'replied') return at
  await step(asker, 'confirm', { rating: 5 })
  if (state === 'confirmed') return at
  await step('dispatcher', 'strike_off')
  return at
}

/** A file that the dispatcher put to a case, public. */
async function attachedTo({ park, act, upload }: Place, { id }: Case): Promise<string> {
  const file = await upload()
  const { version } = await park.ask('dispatcher', oneCase, { id })
  await act('dispatcher', 'cases.attach', { id, version, files: [file], public: true })
  return file
}

/** Both parks, a server in front of them, and who asks in each column. */
export interface World {
  readonly bench: TestProduct
  readonly here: Place
  readonly there: Place
  readonly address: string
  /** Every route of the server, as a tree in words. */
  readonly routes: () => string
  readonly principalOf: (column: Column) => Principal
  /** The token of a column; a narrow one is the dispatcher's, for something else than the scope. */
  readonly bearerOf: (column: Column, scope: string) => string | undefined
  close(): Promise<void>
}

export async function openWorld(from: TestProduct): Promise<World> {
  const data = mkdtempSync(join(tmpdir(), 'bihuan-matrix-'))
  const settings = { ...from.settings, data }
  // Nothing is sent here: a webhook is only written down.
  const outgoing = makeOutgoing({ name: () => true, address: () => true, port: () => true })
  const bench = {
    ...from,
    settings,
    product: { ...from.product, runtime: { ...from.product.runtime, settings, outgoing } },
  }
  const { server } = await makeApp({ product: bench.product, settings, version: 'test' })
  await server.listen({ host: '127.0.0.1', port: 0 })
  const { port } = server.server.address() as AddressInfo
  const address = `http://127.0.0.1:${port}`
  const here = await openPlace(bench, address)
  const there = await openPlace(bench, address)
  const narrow = new Map<string, string>()
  for (const scope of ['audit:read', 'roster:read']) {
    const { token } = await here.park.act('console', addToken, { user: 'dispatcher', scopes: [scope] })
    narrow.set(scope, token)
  }
  return {
    bench,
    here,
    there,
    address,
    routes: () => server.printRoutes({ commonPrefix: false }),
    principalOf: (column) => ({ parkId: here.park.id, userId: here.userOf(column) }),
    bearerOf(column, scope) {
      if (column === 'nobody') return undefined
      if (column === 'narrow') return narrow.get(scope.startsWith('audit:') ? 'roster:read' : 'audit:read')
      return here.tokenOf(column === 'no post' ? 'postless' : (PERSON[column] ?? column))
    },
    async close() {
      await server.close()
      rmSync(data, { recursive: true, force: true })
    },
  }
}
