import type { FastifyInstance, FastifyRequest } from 'fastify'
import { API, authenticated, idempotencyKey, requireOwnOrigin, type Authenticated } from './kernel/http.ts'
import { Failure } from './kernel/failure.ts'
import type { Runtime } from './kernel/runtime.ts'
import { principalOfSession, principalOfToken, sessionOf, signIn, signOut } from './modules/people/index.ts'

/** How people and programs show who they are. */
export interface Sessions {
  readonly authenticate: (request: FastifyRequest) => Promise<Authenticated | undefined>
  /** Signing in and out, and who is signed in. */
  mount(server: FastifyInstance): void
}

/** What a one-time password opens: who one is, the page and the act of choosing an own one, the way out. */
const OPEN_BEFORE_CHANGE: ReadonlySet<string> = new Set([`${API}/session`, `${API}/me/password`, '/password'])

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
    const found = session === undefined ? undefined : await principalOfSession(runtime, session)
    if (found?.mustChange === true && !OPEN_BEFORE_CHANGE.has(request.routeOptions.url ?? ''))
      throw new Failure('forbidden', 'people.must_change_password')
    return found && { principal: found.principal, by: 'cookie' }
  }

  return {
    authenticate,
    mount(server) {
      server.post(`${API}/session`, async (request, reply) => {
        requireOwnOrigin(request)
        const { token, session } = await signIn(runtime, request.body)
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
    },
  }
}
