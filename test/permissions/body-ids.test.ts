import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestProduct, type TestProduct } from '../support/park.ts'
import { attempt, said, WAYS } from './cells.ts'
import type { Column } from './table.ts'
import { CASE_WORDS, openWorld, type Place, type World } from './world.ts'

let bench: TestProduct
let world: World
beforeAll(async () => {
  bench = await openTestProduct()
  world = await openWorld(bench)
})
afterAll(async () => {
  await world.close()
  await bench.close()
})

/** A place in an input, besides the path, where something is named by its id. */
interface Channel {
  readonly route: string
  readonly field: string
  readonly column: Column
  /** The id of such a thing in a park. */
  readonly of: (place: Place) => string | Promise<string>
  /** The input around it. */
  readonly input: (id: string, here: Place) => object | Promise<object>
  /** Another thing of the own park that the column does not see. */
  readonly unseen?: (here: Place) => string | Promise<string>
  /** The id that is not refused, where that is not just the like of it in one's own park. */
  readonly control?: (here: Place) => string | Promise<string>
  /** Filters find nothing instead of refusing. */
  readonly filters?: true
}

const reason = '看过'
const own = (here: Place, state: 'accepted' | 'dispatched' | 'returned' = 'accepted') =>
  here.caseIn({ relation: 'own', state })
const someCase = async (place: Place) => (await own(place)).id
const department = ({ park }: Place) => park.departments['生态环境分局'] ?? ''
const user = ({ park }: Place) => park.people.head
const enterprise = (place: Place) => place.enterprise.id
const project = (place: Place) => place.project.id

const onCase = (
  act: string,
  field: string,
  rest: (id: string) => object,
  more: Pick<Channel, 'column' | 'of'> &
    Partial<Channel> & { state?: 'accepted' | 'dispatched' | 'returned' },
): Channel => ({
  route: `POST /cases/{id}/${act}`,
  field,
  async input(id, here) {
    const { id: on, version } = await own(here, more.state)
    return { ...rest(id), id: on, version }
  },
  ...more,
})

const registering = (
  field: string,
  rest: (id: string) => object,
  of: Channel['of'],
  more: Partial<Channel> = {},
): Channel => ({
  route: 'POST /cases',
  field,
  column: 'dispatcher',
  of,
  input: (id) => ({
    kind: 'request',
    text: '示例：路灯不亮',
    asker: { kind: 'resident', name: '示例居民' },
    ...rest(id),
  }),
  ...more,
})

const period = { from: '2027-03-01T00:00:00.000Z', until: '2027-03-02T00:00:00.000Z', reason }

const CHANNELS: readonly Channel[] = [
  registering('parent', (parent) => ({ parent }), someCase, {
    column: 'handler',
    unseen: async (here) => (await here.caseIn({ relation: 'other department', state: 'accepted' })).id,
  }),
  registering('asker.id of an enterprise', (id) => ({ asker: { kind: 'enterprise', id } }), enterprise),
  registering('asker.id of a project', (id) => ({ asker: { kind: 'project', id } }), project),
  registering('asker.id of a department', (id) => ({ asker: { kind: 'department', id } }), department),
  registering('project', (id) => ({ project: id }), project),
  registering('about_department', (id) => ({ about_department: id }), department),
  registering('opposite.id', (id) => ({ opposite: [{ kind: 'enterprise', id }] }), enterprise),
  onCase('dispatch', 'department', (id) => ({ department: id }), {
    column: 'dispatcher',
    of: department,
    state: 'returned',
  }),
  onCase(
    'dispatch',
    'co_organisers',
    (id) => ({ department: '企业服务中心', co_organisers: [{ department: id }] }),
    {
      column: 'dispatcher',
      of: department,
      state: 'returned',
    },
  ),
  onCase('redispatch', 'department', (id) => ({ department: id, reason }), {
    column: 'dispatcher',
    of: department,
  }),
  onCase('set-co-organisers', 'co_organisers', (id) => ({ co_organisers: [{ department: id }], reason }), {
    column: 'dispatcher',
    of: department,
  }),
  onCase('merge', 'master', (id) => ({ master: id, master_version: 1, reason }), {
    column: 'dispatcher',
    of: someCase,
    state: 'dispatched',
  }),
  onCase('reassign-handler', 'handler', (id) => ({ handler: id, reason }), {
    column: 'dispatcher',
    of: user,
  }),
  ...(['officer', 'return_visitor', 'project', 'about_department'] as const).map((field) =>
    onCase('amend', `set.${field}`, (id) => ({ set: { [field]: id }, reason }), {
      column: 'dispatcher',
      of: (place) =>
        ({
          officer: place.park.people.officer,
          return_visitor: place.park.people.returnVisitor,
          project: place.project.id,
          about_department: department(place),
        })[field],
    }),
  ),
  onCase('attach', 'files', (id) => ({ files: [id], public: true }), {
    column: 'handler',
    of: (place) => place.upload(),
    unseen: (here) => here.upload(),
  }),

  {
    route: 'POST /officers/assign',
    field: 'subject.id of a project',
    column: 'dispatcher',
    of: project,
    input: (id) => ({ subject: { kind: 'project', id }, user: 'officer' }),
  },
  {
    route: 'POST /officers/assign',
    field: 'user',
    column: 'dispatcher',
    of: ({ park }) => park.people.officer,
    input: (id, here) => ({ subject: { kind: 'enterprise', id: enterprise(here) }, user: id }),
  },
  {
    route: 'POST /officers/hand-over',
    field: 'to_user',
    column: 'dispatcher',
    of: ({ park }) => park.people.officer,
    input: (id) => ({ from_user: 'otherOfficer', to_user: id, reason }),
  },
  {
    route: 'POST /stand-ins',
    field: 'stand_in',
    column: 'admin',
    of: user,
    input: (id) => ({ user: 'handler', stand_in: id, ...period }),
  },
  {
    route: 'POST /stand-ins',
    field: 'post_id',
    column: 'admin',
    of: (place) => place.postId(place.park.people.handler),
    control: (here) => here.postId(here.park.people.officer),
    input: (id) => ({ user: 'officer', stand_in: 'head', post_id: id, ...period }),
  },
  {
    route: 'POST /stand-ins',
    field: 'department',
    column: 'admin',
    of: department,
    input: (id) => ({ user: 'handler', stand_in: 'head', department: id, ...period }),
  },
  {
    route: 'POST /users',
    field: 'department',
    column: 'admin',
    of: department,
    input: (id) => ({ name: '示例新同事', post: 'handler', department: id }),
  },
  {
    route: 'POST /users',
    field: 'enterprise',
    column: 'admin',
    of: enterprise,
    input: (id) => ({ name: '示例新同事', post: 'enterprise', enterprise: id }),
  },
  {
    route: 'POST /users/{id}/leave',
    field: 'handed_over_to',
    column: 'admin',
    of: user,
    input: (id, here) => ({ id: here.park.people.handler, handed_over_to: id }),
  },
  {
    route: 'POST /users/{id}/posts/{post_id}/end',
    field: 'post_id',
    column: 'admin',
    of: (place) => place.postId(place.park.people.head),
    control: (here) => here.postId(here.park.people.handler),
    input: (id, here) => ({ id: here.park.people.handler, post_id: id }),
  },
  {
    route: 'POST /enterprises/{id}/contacts/{user_id}/untie',
    field: 'user_id',
    column: 'admin',
    of: ({ park }) => park.people.asker,
    unseen: ({ park }) => park.people.otherAsker,
    input: (id, here) => ({ id: enterprise(here), user_id: id }),
  },
  {
    route: 'POST /enterprises/{id}/invitations/{invitation_id}/revoke',
    field: 'invitation_id',
    column: 'enterprise',
    of: ({ invitations }) => invitations.own,
    unseen: ({ invitations }) => invitations.other,
    input: (id, here) => ({ id: enterprise(here), invitation_id: id }),
  },
  {
    route: 'POST /enterprises/{id}/merge',
    field: 'into',
    column: 'dispatcher',
    of: enterprise,
    input: (id, here) => ({ id: here.duplicate.id, version: here.duplicate.version, into: id, reason }),
  },
  {
    route: 'POST /projects',
    field: 'enterprise',
    column: 'dispatcher',
    of: enterprise,
    input: (id) => ({ code: 'XM-8', name: '示例码头', enterprise: id }),
  },
  {
    route: 'POST /projects/{id}/amend',
    field: 'enterprise',
    column: 'dispatcher',
    of: enterprise,
    input: (id, here) => ({ id: project(here), version: 1, enterprise: id, reason }),
  },
  {
    route: 'POST /webhooks/{id}/replay',
    field: 'delivery',
    column: 'admin',
    of: () => randomUUID(),
    input: (id, here) => ({ id: here.webhook, delivery: id }),
  },
  ...(
    [
      ['GET /cases', 'department', 'dispatcher', department],
      ['GET /cases', 'enterprise', 'dispatcher', enterprise],
      ['GET /cases', 'officer', 'dispatcher', ({ park }: Place) => park.people.officer],
      ['GET /users', 'department', 'dispatcher', department],
      ['GET /enterprises', 'officer', 'dispatcher', ({ park }: Place) => park.people.officer],
      ['GET /projects', 'enterprise', 'dispatcher', enterprise],
      ['GET /projects', 'officer', 'dispatcher', ({ park }: Place) => park.people.officer],
      ['GET /audit', 'subject', 'auditor', someCase],
    ] as const
  ).map(([route, field, column, of]): Channel => ({
    route,
    field,
    column,
    of,
    input: (id) => ({ [field]: id }),
    filters: true,
  })),
  {
    route: 'GET /cases/similar',
    field: 'enterprise',
    column: 'handler',
    of: enterprise,
    input: (id) => ({ text: CASE_WORDS, enterprise: id }),
    filters: true,
  },
  {
    route: 'GET /figures/{name}/rows',
    field: 'key',
    column: 'dispatcher',
    of: department,
    input: (key) => ({ name: 'requests.open', by: 'department', key }),
    filters: true,
  },
]

test('an id in a body or a filter of another park, or of what one does not see, names nothing', async () => {
  const { here, there } = world
  const wrong: string[] = []
  let tried = 0
  for (const { route, field, column, of, input, unseen, filters, control = of } of CHANNELS) {
    const way = WAYS.get(route)
    if (!way) throw new Error(route)
    const ask = async (id: string) => {
      const given = await input(id, here)
      const outcome = await attempt(world, way, { column, input: given })
      tried += 1
      const text = said(outcome, { id }) + JSON.stringify(outcome.value ?? null)
      return { outcome, text: text.replaceAll(id, 'ID').replaceAll(/"as_of":"[^"]*"/g, '') }
    }
    // Both what is there and what is not: two names of nothing are told apart by nothing.
    const nothing = await ask(randomUUID())
    const wanted = filters ? [200] : [404, 422]
    if (!wanted.includes(nothing.outcome.status))
      wrong.push(`${route} ${field}: of nothing ${nothing.text.slice(0, 300)}`)
    const others = [await of(there), ...(unseen ? [await unseen(here)] : [])]
    for (const id of others) {
      const other = await ask(id)
      if (other.text !== nothing.text)
        wrong.push(`${route} ${field}: ${other.text.slice(0, 300)} is not ${nothing.text.slice(0, 300)}`)
    }
    if (unseen) continue
    // The control: what is one's own is not refused like that, else the test would show nothing.
    const known = await ask(await control(here))
    if (known.text === nothing.text && field !== 'delivery') wrong.push(`${route} ${field}: no control`)
  }
  process.stdout.write(`ids in bodies and filters: ${CHANNELS.length} places, ${tried} attempts\n`)
  expect(wrong).toEqual([])
})
