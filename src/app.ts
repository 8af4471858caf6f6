import { randomBytes } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { consoleActor } from './kernel/actor.ts'
import { run } from './kernel/command.ts'
import { Failure } from './kernel/failure.ts'
import { API, authenticated, makeServer, requireOwnOrigin, type Authenticated } from './kernel/http.ts'
import { newId } from './kernel/ids.ts'
import { parseInput } from './kernel/input.ts'
import type { Settings } from './kernel/settings.ts'
import { addPark, listParks } from './modules/parks/index.ts'
import {
  addUser,
  principalOfSession,
  principalOfToken,
  sessionOf,
  signIn,
  signOut,
} from './modules/people/index.ts'
import { AddUser } from './modules/people/contract.ts'
import { AddPark } from './modules/parks/contract.ts'
import { dictionaryOf, type Product } from './product.ts'

export interface App {
  readonly server: FastifyInstance
  /** The secret of the one-time link for the first administrator; undefined once there is a park. */
  readonly setupToken: string | undefined
}

/** The server of an opened product: the modules' routes, sign-in, and the first administrator's way in. */
export async function makeApp({
  product,
  settings,
  tls,
  version,
}: {
  product: Product
  settings: Settings
  tls?: { readonly cert: string; readonly key: string }
  version: string
}): Promise<App> {
  const { runtime, modules } = product
  const secure = tls !== undefined || settings.proxy !== undefined
  const cookie = sessionCookie(secure)
  const server = await makeServer({
    runtime,
    modules,
    dictionary: dictionaryOf(modules),
    language: settings.language,
    authenticate: (request) => authenticate(request, cookie.name),
    ...(tls && { tls }),
    ...(settings.proxy !== undefined && { proxy: settings.proxy }),
    metricsOpen: settings.metrics_open,
    version,
  })

  async function authenticate(request: FastifyRequest, name: string): Promise<Authenticated | undefined> {
    const [scheme, token] = (request.headers.authorization ?? '').split(' ')
    if (scheme?.toLowerCase() === 'bearer' && token) {
      const principal = await principalOfToken(runtime, token)
      return principal && { principal, by: 'token' }
    }
    const session = request.cookies[name]
    const principal = session === undefined ? undefined : await principalOfSession(runtime, session)
    return principal && { principal, by: 'cookie' }
  }

  server.post(`${API}/session`, async (request, reply) => {
    requireOwnOrigin(request)
    const { token, session } = await signIn(runtime, request.body)
    return reply.setCookie(cookie.name, token, cookie.options).send(session)
  })
  server.get(`${API}/session`, async (request, reply) => {
    const { principal } = await authenticated(
      { authenticate: (asked) => authenticate(asked, cookie.name) },
      request,
    )
    return reply.send(await sessionOf(runtime, principal))
  })
  server.delete(`${API}/session`, async (request, reply) => {
    requireOwnOrigin(request)
    const token = request.cookies[cookie.name]
    if (token !== undefined) await signOut(runtime, token)
    return reply.clearCookie(cookie.name, cookie.options).status(204).send()
  })

  let setupToken =
    (await listParks(runtime.database.app)).length === 0 ? randomBytes(24).toString('base64url') : undefined
  server.post(`${API}/setup`, async (request, reply) => {
    requireOwnOrigin(request)
    const { token, park, name, password } = parseInput(SetUp, request.body)
    if (setupToken === undefined || token !== setupToken) throw new Failure('forbidden', 'people.setup_over')
    setupToken = undefined
    const id = newId(runtime.clock())
    const asked = { principal: consoleActor(id), requestId: request.id }
    await run(runtime, addPark, { id, ...park }, asked)
    const { value } = await run(runtime, addUser, { name, post: 'admin', password }, asked)
    return reply.status(201).send({ park: { id, ...park }, user: value })
  })

  return { server, setupToken }
}

const SetUp = z.strictObject({
  token: z.string().max(100),
  park: AddPark.pick({ code: true, name: true, departments: true }),
  name: AddUser.shape.name,
  password: AddUser.shape.password.unwrap(),
})

/**
 * The cookie of a session. Over an encrypted connection it carries the prefix with which browsers guarantee that no
 * other site set it; over plain HTTP, which is served on loopback alone, browsers would not accept that.
 */
function sessionCookie(secure: boolean) {
  return {
    name: secure ? '__Host-bihuan' : 'bihuan',
    options: { path: '/', httpOnly: true, secure, sameSite: 'lax' as const },
  }
}
