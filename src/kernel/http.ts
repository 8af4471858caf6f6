import cookie from '@fastify/cookie'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { randomUUID } from 'node:crypto'
import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { sql } from 'kysely'
import { actorBehind, run, type Principal } from './command.ts'
import { ask, inPark } from './database.ts'
import { Failure } from './failure.ts'
import { makeMetrics } from './metrics.ts'
import type { Module } from './module.ts'
import { openApi } from './openapi.ts'
import { problemOf } from './problem.ts'
import { answer } from './query.ts'
import type { Route } from './route.ts'
import type { Runtime } from './runtime.ts'
import { tables } from './statement.ts'
import { isSystemError } from './system-error.ts'
import { mountDownloads, mountUploads } from './transfer.ts'
import { languageOf, type Dictionary, type Language } from './words.ts'

export const API = '/api/v1'

/** Who is asking, and how he showed it: a cookie is sent by browsers without being asked, a token is not. */
export interface Authenticated {
  readonly principal: Principal
  readonly by: 'cookie' | 'token'
}

export interface ServerOptions {
  readonly runtime: Runtime
  readonly modules: readonly Module[]
  readonly dictionary: Dictionary
  readonly language: Language
  readonly authenticate: (request: FastifyRequest) => Promise<Authenticated | undefined>
  readonly tls?: { readonly cert: string; readonly key: string }
  /** Addresses of the proxy whose word about the client's address is taken. */
  readonly proxy?: string
  readonly metricsOpen: boolean
  readonly version: string
}

const BODY_LIMIT = 64 * 1024
/** As the draft of the header has it: a text in quotes. Many send it without them. */
const KEY = /^[\x21-\x7e]{1,255}$/

const selectReady = tables().prepared<object>()('kernel.ready', () => sql`select 1`)

/** Builds the server: every command and query of the modules at its route, errors mapped once, health and metrics. */
export async function makeServer(options: ServerOptions): Promise<FastifyInstance> {
  const { runtime, modules, dictionary } = options
  const server = Fastify({
    ...(options.tls && { https: { ...options.tls } }),
    bodyLimit: BODY_LIMIT,
    trustProxy: options.proxy ?? false,
    // An id of ours: one from outside could be used to write into our logs.
    genReqId: () => randomUUID(),
    requestTimeout: 60_000,
    // What is still open when the server closes is finished, and kept-alive connections are not waited for.
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 200 },
    frameworkErrors(error, request, reply) {
      // Before there is a route there are no hooks either.
      guard(request, reply)
      void sendProblem(error, request, reply)
    },
    clientErrorHandler: (error, socket) =>
      refuseUnread(error, { socket, dictionary, language: options.language }),
  })
  // What is not JSON is refused as such; the library would read plain text as a text.
  server.removeContentTypeParser('text/plain')
  await server.register(cookie)
  const metrics = makeMetrics(runtime.database)

  server.addHook('onSend', (request, reply, _, done) => {
    guard(request, reply)
    done()
  })
  server.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'none'
    const ms = Math.round(reply.elapsedTime)
    metrics.answered(route, request.method, reply.statusCode, reply.elapsedTime / 1000)
    runtime.log.info(
      { request_id: request.id, method: request.method, route, status: reply.statusCode, ms },
      'answered',
    )
    done()
  })
  server.setErrorHandler((error, request, reply) => sendProblem(error, request, reply))
  server.setNotFoundHandler((request, reply) =>
    sendProblem(new Failure('missing', 'kernel.no_such_route', { path: pathOf(request) }), request, reply),
  )

  /** Tells browsers what they may do with an answer. */
  function guard(request: FastifyRequest, reply: FastifyReply): void {
    void reply.headers({
      'x-request-id': request.id,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
      // A download comes with a stricter one.
      'content-security-policy':
        reply.getHeader('content-security-policy') ??
        "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'",
      'cross-origin-opener-policy': 'same-origin',
      ...(options.tls && { 'strict-transport-security': 'max-age=31536000' }),
    })
    if (!reply.hasHeader('cache-control')) void reply.header('cache-control', 'no-store')
  }

  function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply) {
    const language = languageOf(request.headers['accept-language'], options.language)
    const problem = problemOf(error, { dictionary, language, requestId: request.id })
    if (problem.status === 500)
      runtime.log.error({ request_id: request.id, err: errorForLog(error) }, 'fault')
    if (problem.status === 503) void reply.header('retry-after', '1')
    if (problem.status === 401) void reply.header('www-authenticate', 'Bearer')
    return reply
      .status(problem.status)
      .header('content-language', language === 'zh' ? 'zh-CN' : 'en')
      .type('application/problem+json')
      .send(JSON.stringify(problem))
  }

  for (const command of modules.flatMap((module) => module.commands)) {
    if (!command.route) continue
    mount(server, command.route, async (request, reply) => {
      const { principal } = await authenticated(options, request)
      const key = idempotencyKey(request)
      const { json } = await run(runtime, command, inputOf(request), {
        principal,
        key,
        requestId: request.id,
      })
      return reply
        .status(command.route?.status ?? 200)
        .type('application/json')
        .send(json)
    })
  }
  for (const query of modules.flatMap((module) => module.queries)) {
    if (!query.route) continue
    mount(server, query.route, async (request, reply) => {
      const { principal } = await authenticated(options, request)
      const value = await answer(runtime, query, inputOf(request), principal)
      return reply.type('application/json').send(JSON.stringify(value))
    })
  }

  const asking = {
    runtime,
    principalOf: async (request: FastifyRequest) => (await authenticated(options, request)).principal,
    keyOf: idempotencyKey,
    actorOf: (principal: Principal) =>
      inPark(runtime.database.app, principal.parkId, 'read', (tx) =>
        actorBehind({ runtime, tx, now: runtime.clock() }, principal),
      ),
    url: urlOf,
  }
  await mountUploads(
    server,
    modules.flatMap(({ uploads }) => uploads),
    asking,
  )
  mountDownloads(
    server,
    modules.flatMap(({ downloads }) => downloads),
    asking,
  )

  const document = JSON.stringify(openApi({ modules, version: options.version }))
  server.get(`${API}/openapi.json`, (_, reply) => reply.type('application/json').send(document))
  server.get('/healthz', (_, reply) => reply.send({ status: 'alive' }))
  server.get('/readyz', async (_, reply) => {
    await ask(runtime.database.app, selectReady, {})
    return reply.send({ status: 'ready' })
  })
  server.get('/metrics', async (request, reply) => {
    if (!options.metricsOpen && !isFromHere(request)) {
      throw new Failure('missing', 'kernel.no_such_route', { path: '/metrics' })
    }
    return reply.type(metrics.contentType).send(await metrics.text())
  })
  return server
}

function mount(
  server: FastifyInstance,
  route: Route,
  handler: (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>,
): void {
  server.route({ method: route.method, url: urlOf(route), handler })
}

const urlOf = ({ path }: Route) => API + path.replaceAll(/\{(\w+)\}/g, ':$1')

/**
 * Who asks. A cookie is accepted for a change only when the request comes from our own pages.
 * @throws Failure `kernel.nobody` (401) or `kernel.foreign_origin` (403)
 */
export async function authenticated(
  { authenticate }: Pick<ServerOptions, 'authenticate'>,
  request: FastifyRequest,
): Promise<Authenticated> {
  const found = await authenticate(request)
  if (!found) throw new Failure('forbidden', 'kernel.nobody')
  if (found.by === 'cookie') requireOwnOrigin(request)
  return found
}

/** @throws Failure `kernel.foreign_origin` for a change that another site makes a browser send. */
export function requireOwnOrigin(request: FastifyRequest): void {
  if (request.method === 'GET' || request.method === 'HEAD') return
  const { origin, 'sec-fetch-site': site } = request.headers
  const foreign =
    (typeof site === 'string' && site !== 'same-origin' && site !== 'none') ||
    (origin !== undefined && origin !== `${request.protocol}://${request.host}`)
  if (foreign) throw new Failure('forbidden', 'kernel.foreign_origin')
}

/** @throws Failure `kernel.key_missing` or `kernel.key_bad` */
export function idempotencyKey(request: FastifyRequest): string {
  const given = request.headers['idempotency-key']
  if (given === undefined) throw new Failure('invalid', 'kernel.key_missing')
  const key = String(given).replace(/^"(.*)"$/, '$1')
  if (!KEY.test(key)) throw new Failure('invalid', 'kernel.key_bad')
  return key
}

/** Path, query string and body as one input; the path wins, so that a body cannot speak of another case. */
function inputOf({ method, params, query, body }: FastifyRequest): unknown {
  const given = method === 'GET' ? query : (body ?? {})
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new Failure('invalid', 'kernel.json_bad')
  }
  return { ...given, ...(params as object) } // marked cast: Fastify gives an object of texts
}

const pathOf = (request: FastifyRequest) => (request.url.split('?')[0] ?? '').slice(0, 200)

/** Whether a program on this machine asks for itself: behind a proxy on it, the whole world comes from loopback. */
function isFromHere({ ip, headers }: FastifyRequest): boolean {
  const forwarded = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip']
  return /^(127\.|::1$|::ffff:127\.)/.test(ip) && forwarded.every((name) => headers[name] === undefined)
}

/** Answers what never became a request, so that no handler will: in the installation's language, then the line is cut. */
function refuseUnread(
  error: Error,
  { socket, dictionary, language }: { socket: Socket } & Pick<ServerOptions, 'dictionary' | 'language'>,
): void {
  if (socket.writable && !isSystemError(error, 'ECONNRESET')) {
    const problem = problemOf(error, { dictionary, language, requestId: randomUUID() })
    const body = JSON.stringify(problem)
    socket.write(
      `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? ''}\r\n` +
        `content-type: application/problem+json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n` +
        `connection: close\r\n\r\n${body}`,
    )
  }
  socket.destroy(error)
}

/** The kind of an error and where it was thrown; never its message, which may hold what somebody typed. */
export const errorForLog = (error: unknown) =>
  error instanceof Error
    ? { name: error.name, code: 'code' in error ? String(error.code) : undefined, stack: framesOf(error) }
    : { name: typeof error }

const framesOf = ({ stack = '' }: Error) =>
  stack
    .split('\n')
    .filter((line) => line.startsWith('    at '))
    .slice(0, 12)
    .join('\n')
