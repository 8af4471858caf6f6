import { randomUUID } from 'node:crypto'
import { PASSWORD } from '../../src/modules/people/fixtures.ts'
import type { Column, Relation } from './table.ts'
import type { Place, World } from './world.ts'

/** Routes that belong to no module: sign-in, what machines ask, and the pages. They are tried over HTTP. */
interface Special {
  readonly relations: readonly Relation[]
  readonly address: (asked: {
    readonly address: string
    readonly place: Place
    readonly relation: Relation
    readonly column: Column
  }) => Promise<string> | string
  /** JSON, or the fields of a form. */
  readonly body?: object | FormData
}

/** Somebody who can sign in; made where the matrix is tried. */
export const SIGNED_IN = '示例登录人'

const at = (address: string, body?: object | FormData): Special => ({
  relations: ['-'],
  address: () => address,
  ...(body && { body }),
})

const form = (fields: Readonly<Record<string, string>>): FormData => {
  const made = new FormData()
  for (const [name, value] of Object.entries(fields)) made.set(name, value)
  return made
}

const nobodysRoster = `/first-day/roster/${randomUUID()}`

export const SPECIAL: Readonly<Record<string, Special>> = {
  'GET /api/v1/openapi.json': at('/api/v1/openapi.json'),
  'GET /healthz': at('/healthz'),
  'GET /readyz': at('/readyz'),
  'GET /metrics': at('/metrics'),
  'POST /api/v1/setup': at('/api/v1/setup', {
    token: 'x',
    park: { code: 'new', name: '示例新园区' },
    name: '示例管理员',
    password: PASSWORD,
  }),

  'POST /api/v1/session': at('/api/v1/session', { name: SIGNED_IN, password: PASSWORD }),
  'GET /api/v1/session': at('/api/v1/session'),
  'DELETE /api/v1/session': at('/api/v1/session'),
  'POST /api/v1/me/password': at('/api/v1/me/password', { old: PASSWORD, new: `${PASSWORD}-新` }),
  'POST /api/v1/password-reset': at('/api/v1/password-reset', { code: 'bhr_x', password: PASSWORD }),
  'POST /api/v1/invitations/accept': at('/api/v1/invitations/accept', {
    code: 'bhi_x',
    name: '示例来人',
    password: PASSWORD,
  }),

  'GET /assets/:name': {
    relations: ['-'],
    // Named by what it holds: only a page knows.
    async address({ address }) {
      const page = await (await fetch(`${address}/sign-in`)).text()
      return /\/assets\/[\w.-]+/.exec(page)?.[0] ?? '/assets/none'
    },
  },
  'GET /sign-in': at('/sign-in'),
  'GET /setup': at('/setup?token=x'),
  'GET /language/:language': at('/language/zh?to=/sign-in-was-here'),
  'GET /*': at('/nothing-here'),
  'GET /': at('/'),
  'GET /password': at('/password'),
  'GET /notices': at('/notices'),
  'GET /cases': at('/cases'),
  'GET /cases/:id': {
    relations: ['own', 'other enterprise', 'other department', 'other park'],
    async address({ place, relation, column }) {
      const outside = column === 'liaison' && relation !== 'other department'
      const whose = relation === 'other park' ? 'own' : relation
      return `/cases/${(await place.caseIn({ relation: whose, state: 'accepted', outside })).id}`
    },
  },
  'GET /enterprises/:id': {
    relations: ['own', 'other enterprise', 'other park'],
    address: ({ place, relation }) =>
      `/enterprises/${(relation === 'other enterprise' ? place.otherEnterprise : place.enterprise).id}`,
  },
  'GET /first-day': at('/first-day'),
  'GET /first-day/departments': at('/first-day/departments'),
  'GET /first-day/people': at('/first-day/people'),
  'GET /first-day/template.xlsx': at('/first-day/template.xlsx'),
  'POST /first-day/roster': at('/first-day/roster', form({ step: 'people' })),
  'GET /first-day/roster/:id': at(nobodysRoster),
  'POST /first-day/roster/:id': at(nobodysRoster, form({ step: 'people' })),
  'GET /first-day/roster/:id/refused.xlsx': at(`${nobodysRoster}/refused.xlsx`),
  'GET /first-day/passwords': at('/first-day/passwords'),
  'POST /first-day/passwords': at('/first-day/passwords', form({ issue: randomUUID() })),
}

/** What a special route answers, and its letter; a page that sends to the door says 401 in the words of pages. */
export async function trySpecial(
  { address, bearerOf }: World,
  { method, url, column, body }: { method: string; url: string; column: Column; body: object | undefined },
): Promise<{ readonly cell: string; readonly text: string }> {
  const bearer = bearerOf(column, 'none:read')
  const isForm = body instanceof FormData
  const response = await fetch(address + url, {
    method,
    redirect: 'manual',
    headers: {
      accept: url.startsWith('/api/') ? 'application/json' : 'text/html',
      ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }),
      ...(method !== 'GET' && { 'idempotency-key': randomUUID() }),
      ...(body !== undefined && !isForm && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: isForm ? body : JSON.stringify(body) }),
  })
  return { cell: letterOf(response), text: await response.text() }
}

function letterOf({ status, headers }: Response): string {
  if (status === 303 && /^\/sign-in(\?|$)/.test(headers.get('location') ?? '')) return 'U'
  if (status < 400 || status === 409 || status === 422) return 'Y'
  return { 401: 'U', 403: 'F', 404: 'M' }[status] ?? String(status)
}

/** The routes of a server, out of the tree that it draws of them. HEAD goes with GET. */
export function routesIn(tree: string): readonly string[] {
  const above: string[] = []
  return tree.split('\n').flatMap((line) => {
    const [, indent = '', label = '', methods = ''] =
      /^([│ ]*)[├└]── (\S+)(?: \(([A-Z, ]+)\))?/.exec(line) ?? []
    if (label === '') return []
    const depth = indent.length / 4
    above.length = depth
    above.push(label)
    return methods
      .split(', ')
      .filter((method) => method !== '' && method !== 'HEAD')
      .map((method) => `${method} ${above.join('')}`)
  })
}
