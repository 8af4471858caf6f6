import type { FastifyInstance, FastifyRequest } from 'fastify'
import { API, authenticated, idempotencyKey, requireOwnOrigin, type Authenticated } from './kernel/http.ts'
import type { Runtime } from './kernel/runtime.ts'
import { Failure } from './kernel/failure.ts'
import {
  changeOwnPassword,
  joinEnterprise,
  principalOfSession,
  principalOfToken,
  resetOwnPassword,
  sessionOf,
  signIn,
  signOut,
} from './modules/people/index.ts'

/** How people and programs show who they are. */
export interface Sessions {
  readonly authenticate: (request: FastifyRequest) => Promise<Authenticated | undefined>
  /** Signing in and out, and who is signed in. */
  mount(server: FastifyInstance): void
}

/** Sessions by cookie for browsers, tokens for programs. `secure`: the way to the browser is encrypted. */
export function makeSessions(runtime: Runtime, secure: boolean): Sessions {
  // Over an encrypted connection the name carries the prefix with which browsers guarantee that no other site set the
  // cookie; over plain HTTP, which is served on loopback alone, browsers would not accept that.
  const name = secure ? '__Host-bihuan' : 'bihuan'
  const options = { path: '/', httpOnly: true, secure, sameSite: 'lax' as const }

  async function authenticate(request: FastifyRequest): Promise<Authenticated | undefined> {
    const [scheme, token] = (request.headers.authorization ?? '').split(' ')
    if (scheme?.toLowerCase() === 'bearer' && token) {
      const principal = await principalOfToken(runtime, token)
      return principal && { principal, by: 'token' }
    }
    const session = request.cookies[name]
    const principal = session === undefined ? undefined : await principalOfSession(runtime, session)
    return principal && { principal, by: 'cookie' }
  }

  return {
    authenticate,
    mount(server) {
      server.post(`${API}/session`, async (request, reply) => {
        requireOwnOrigin(request)
        const { token, session } = await signIn(runtime, { raw: request.body, address: request.ip })
        return reply.setCookie(name, token, options).send(session)
      })
      server.get(`${API}/session`, async (request, reply) => {
        const { principal } = await authenticated({ authenticate }, request)
        return reply.send(await sessionOf(runtime, principal))
      })
      server.delete(`${API}/session`, async (request, reply) => {
        requireOwnOrigin(request)
        // Asked for as of every change; there is nothing to remember, to be signed out twice is to be signed out.
        idempotencyKey(request)
        const token = request.cookies[name]
        if (token !== undefined) await signOut(runtime, token)
        return reply.clearCookie(name, options).status(204).send()
      })
      server.post(`${API}/me/password`, async (request, reply) => {
        const { principal, by } = await authenticated({ authenticate }, request)
        if (by !== 'cookie') throw new Failure('forbidden', 'people.password_by_session')
        const key = idempotencyKey(request)
        const asked = { principal, raw: request.body, key, requestId: request.id }
        return reply
          .setCookie(name, await changeOwnPassword(runtime, asked), options)
          .status(204)
          .send()
      })
      server.post(`${API}/password-reset`, async (request, reply) => {
        await resetOwnPassword(runtime, atTheDoor(request))
        return reply.status(204).send()
      })
      server.post(`${API}/invitations/accept`, async (request, reply) => {
        // Who is signed in takes the invitation as the person he is; a token must not: it would tie itself.
        const found = await authenticate(request)
        const principal = found?.by === 'cookie' ? found.principal : undefined
        return reply.status(201).send(await joinEnterprise(runtime, { ...atTheDoor(request), principal }))
      })
    },
  }
}

/** A request that shows a code instead of a session. @throws Failure for one from another site or without a key */
function atTheDoor(request: FastifyRequest) {
  requireOwnOrigin(request)
  return { raw: request.body, address: request.ip, key: idempotencyKey(request), requestId: request.id }
}
