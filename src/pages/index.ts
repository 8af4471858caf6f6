import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Principal } from '../kernel/command.ts'
import { Failure } from '../kernel/failure.ts'
import { errorForLog, type Authenticated } from '../kernel/http.ts'
import { problemOf } from '../kernel/problem.ts'
import { answer } from '../kernel/query.ts'
import type { Runtime } from '../kernel/runtime.ts'
import type { Dictionary, Language } from '../kernel/words.ts'
import { enterpriseCard } from '../modules/enterprises/index.ts'
import { listParks } from '../modules/parks/index.ts'
import { sessionOf } from '../modules/people/index.ts'
import { mountAssets } from './assets.ts'
import { findCase } from './case-file.ts'
import { casePage } from './case-page.ts'
import { casesPage } from './cases-page.ts'
import { enterprisePage } from './enterprise-page.ts'
import { errorPage } from './error-page.ts'
import { mountFirstDay } from './first-day.ts'
import { markupOf, type Html } from './html.ts'
import { findListing } from './listing.ts'
import { passwordPage } from './password-page.ts'
import { findNotices, noticesPage } from './notices-page.ts'
import { setUpOverPage, setUpPage } from './set-up-page.ts'
import { signInPage } from './sign-in-page.ts'
import { isOnlyAdmin, LANGUAGE_COOKIE, openDesk, safePath, visitOf } from './visit.ts'

export interface PagesOptions {
  readonly runtime: Runtime
  readonly dictionary: Dictionary
  /** The language of a visitor who says nothing of it. */
  readonly language: Language
  readonly authenticate: (request: FastifyRequest) => Promise<Authenticated | undefined>
  /** Whether this is the secret of the set-up link, nobody has used it and there is no park yet. */
  readonly opensSetUp: (token: string) => Promise<boolean>
  /** Whether cookies travel encrypted only. */
  readonly secure: boolean
}

/** Mounts the pages for people: sign-in, set-up, the first day, the list, the case. They read through queries; what changes something runs a command. */
export async function mountPages(server: FastifyInstance, options: PagesOptions): Promise<void> {
  // In a room of their own, so that what goes wrong here is answered with a page and everywhere else with data.
  await server.register(async (pages) => {
    pages.setErrorHandler((error, request, reply) => sendError(options, { error, request, reply }))
    mountAssets(pages)
    mountEntry(pages, options)
    mountDesk(pages, options)
    await mountFirstDay(pages, {
      ...options,
      enter: async (request) => (await entered(options, request)).desk,
      send,
    })
    pages.get('/*', (request, reply) => {
      if (!wantsPage(request)) return reply.callNotFound()
      throw new Failure('missing', 'kernel.no_such_route', { path: request.url.slice(0, 200) })
    })
  })
}

const Asked = z.object({
  to: z.string().catch('/'),
  token: z.string().catch(''),
  order: z.string().catch(''),
})
const asked = (request: FastifyRequest) => Asked.parse(request.query)

/** The pages before the desk, open to everybody. */
function mountEntry(pages: FastifyInstance, { runtime, language, opensSetUp, secure }: PagesOptions): void {
  pages.get('/sign-in', async (request, reply) => {
    const parks = await listParks(runtime.database.app)
    // With one park its name is on the door; several do not tell strangers of each other.
    const park = parks.length === 1 ? parks[0]?.name : undefined
    const to = safePath(asked(request).to)
    return send(reply, signInPage(visitOf(request, language), { to, park, hasParks: parks.length > 0 }))
  })

  pages.get('/setup', async (request, reply) => {
    const { token } = asked(request)
    const visit = visitOf(request, language)
    return (await opensSetUp(token))
      ? send(reply, setUpPage(visit, token))
      : send(reply.status(404), setUpOverPage(visit))
  })

  pages.get('/language/:language', (request, reply) => {
    const { language: chosen } = z
      .object({ language: z.enum(['zh', 'en']).catch(language) })
      .parse(request.params)
    return reply
      .setCookie(LANGUAGE_COOKIE, chosen, {
        path: '/',
        maxAge: YEAR,
        httpOnly: true,
        sameSite: 'lax',
        secure,
      })
      .redirect(safePath(asked(request).to), 303)
  })
}

const YEAR = 365 * 24 * 3600

/** The pages of those who are signed in. */
function mountDesk(pages: FastifyInstance, options: PagesOptions): void {
  const { runtime, language } = options
  const enter = (request: FastifyRequest) => entered(options, request)
  /** The desk and what stands on it, asked for at once. */
  const together = async <T>(request: FastifyRequest, find: (principal: Principal) => Promise<T>) => {
    const { principal, desk } = await enter(request)
    return Promise.all([desk, find(principal)])
  }

  pages.get('/', async (request, reply) => {
    const desk = await (await enter(request)).desk
    return reply.redirect(isOnlyAdmin(desk) ? '/first-day' : '/cases', 303)
  })

  pages.get('/password', async (request, reply) => {
    const { principal } = await signedIn(options, request)
    return send(reply, passwordPage(visitOf(request, language), await sessionOf(runtime, principal)))
  })

  pages.get('/cases', async (request, reply) => {
    const [desk, listing] = await together(request, (principal) =>
      findListing(runtime, principal, request.query),
    )
    return send(reply, casesPage(desk, listing))
  })

  pages.get('/notices', async (request, reply) => {
    const { language: spoken } = visitOf(request, language)
    const [desk, listing] = await together(request, (principal) =>
      findNotices(runtime, principal, { query: request.query, language: spoken }),
    )
    return send(reply, noticesPage(desk, listing))
  })

  pages.get('/cases/:id', async (request, reply) => {
    const { id } = z.object({ id: z.string() }).parse(request.params)
    // What is no id is no case either: not a fault of whoever typed it.
    if (!z.uuid().safeParse(id).success) throw new Failure('missing', 'cases.missing')
    const [desk, file] = await together(request, (principal) => findCase(runtime, principal, id))
    return send(reply, casePage(desk, file, asked(request).order === 'old' ? 'old' : 'new'))
  })

  pages.get('/enterprises/:id', async (request, reply) => {
    const { id } = z.object({ id: z.string() }).parse(request.params)
    if (!z.uuid().safeParse(id).success) throw new Failure('missing', 'enterprises.missing')
    const { as_of } = z.object({ as_of: z.string().optional().catch(undefined) }).parse(request.query)
    const input = { id, ...(as_of !== undefined && { as_of }) }
    const [desk, card] = await together(request, (principal) =>
      answer(runtime, enterpriseCard, input, principal),
    )
    return send(reply, enterprisePage(desk, card))
  })
}

/** Who asks. @throws Failure `kernel.nobody` */
async function signedIn({ authenticate }: PagesOptions, request: FastifyRequest): Promise<Authenticated> {
  const found = await authenticate(request)
  if (!found) throw new Failure('forbidden', 'kernel.nobody')
  return found
}

/** Who asks, and his desk while it is laid. */
async function entered(options: PagesOptions, request: FastifyRequest) {
  const { principal } = await signedIn(options, request)
  return { principal, desk: openDesk(options.runtime, visitOf(request, options.language), principal) }
}

/** Somebody who is not signed in is sent to sign in and comes back; everything else gets its page and its number. */
function sendError(
  { runtime, dictionary, language: installed }: PagesOptions,
  { error, request, reply }: { error: unknown; request: FastifyRequest; reply: FastifyReply },
): FastifyReply {
  if (error instanceof Failure && error.code === 'kernel.nobody') {
    return reply.redirect(
      request.url === '/' ? '/sign-in' : `/sign-in?to=${encodeURIComponent(request.url)}`,
      303,
    )
  }
  if (error instanceof Failure && MUST_CHANGE.includes(error.code)) return reply.redirect('/password', 303)
  const visit = visitOf(request, installed)
  const problem = problemOf(error, { dictionary, language: visit.language, requestId: request.id })
  if (problem.status === 500) runtime.log.error({ request_id: request.id, err: errorForLog(error) }, 'fault')
  if (problem.status === 503) void reply.header('retry-after', '1')
  return send(reply.status(problem.status), errorPage(visit, problem))
}

const send = (reply: FastifyReply, page: Html): FastifyReply =>
  reply.type('text/html; charset=utf-8').send(markupOf(page))

/** Programs that ask for an address that is not there get data, people a page. */
const wantsPage = ({ url, headers }: FastifyRequest): boolean =>
  !url.startsWith('/api/') && (headers.accept ?? '').includes('text/html')

/** Refusals of a session that is there to choose a password. */
const MUST_CHANGE = ['people.must_change_password', 'people.password_expired']
