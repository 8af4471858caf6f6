import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { mkdirSync, rmSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import type { z } from 'zod'
import type { Actor, Capacity } from './actor.ts'
import { run, type Command } from './command.ts'
import { Failure } from './failure.ts'
import { give, makePrivateFolder, ownerOf } from './files.ts'
import { newId } from './ids.ts'
import { parseInput } from './input.ts'
import { isForm, receive, type Arrived } from './receive.ts'
import type { Route } from './route.ts'
import type { Runtime } from './runtime.ts'

/** An upload is a command whose subject came with the request: bytes that were received, looked at and made safe. */
export interface Upload<
  Q extends z.ZodType = z.ZodType,
  I extends z.ZodType = z.ZodType,
  S = unknown,
  O = unknown,
> {
  readonly route: Route
  /** What stands in the query string beside the body. */
  readonly query: Q
  readonly limit: (runtime: Runtime) => number
  /** Whether this person may send anything at all; asked before a byte is read. */
  readonly mayAsk: (actor: Actor) => boolean
  /**
   * Looks at what has arrived. `input` is what the command is told and what makes a repeated request the same; the
   * subject may name files in the folder of the arrived, which is gone when the request has been answered.
   */
  readonly prepare: (
    runtime: Runtime,
    arrived: Arrived,
    query: z.output<Q>,
  ) => Promise<{ readonly input: z.input<I>; readonly subject: S }>
  readonly command: Omit<Command<I, S, O>, 'load' | 'route'>
}

/** Declares an upload; gives the types their shape and changes nothing. */
export const defineUpload = <Q extends z.ZodType, I extends z.ZodType, S, O>(upload: Upload<Q, I, S, O>) =>
  upload

/** A file to hand out. */
export interface Served {
  readonly path: string
  readonly size: number
  readonly type: string
  /** For the header Content-Disposition, with its extension. */
  readonly name: string
  /** Changes when the content does. */
  readonly tag: string
}

/** A download is a command, because it is written in the audit, whose answer is a file. */
export interface Download<I extends z.ZodType = z.ZodType, S = unknown> {
  readonly route: Route
  readonly command: Omit<Command<I, S, Served>, 'route' | 'answer'> & { readonly answer: z.ZodType<Served> }
}

/** Declares a download; gives the types their shape and changes nothing. */
export const defineDownload = <I extends z.ZodType, S>(download: Download<I, S>) => download

/** The post of somebody who acts in no particular one. */
export const anyCapacity = (actor: Actor): Capacity | 'forbidden' =>
  actor.console ? 'console' : (actor.holdings[0]?.post ?? 'forbidden')

/** Where arriving bytes lie until they are found good: on the disk of the store, so that a rename brings them there. */
export const incomingFolder = ({ settings }: Pick<Runtime, 'settings'>): string =>
  join(settings.data, 'files', 'incoming')

/** How transfers find out who asks, and under which key. */
interface Asking {
  readonly runtime: Runtime
  readonly principalOf: (request: FastifyRequest) => Promise<Parameters<typeof run>[3]['principal']>
  readonly keyOf: (request: FastifyRequest) => string
  readonly actorOf: (principal: Parameters<typeof run>[3]['principal']) => Promise<Actor | undefined>
  readonly url: (route: Route) => string
}

/** Mounts uploads: bodies of any type are left alone until it is known who sends them. */
export async function mountUploads(
  server: FastifyInstance,
  uploads: readonly Upload<never, never, never, never>[],
  asking: Asking,
): Promise<void> {
  await server.register((room, _, done) => {
    room.removeAllContentTypeParsers()
    room.addHook('onRequest', (request, _reply, next) => {
      // What a sender says of the type counts for nothing, and need not even be a type; a form is told that it is none.
      if (!isForm(request.headers['content-type'])) delete request.headers['content-type']
      next()
    })
    room.addContentTypeParser('*', (_request, _body, parsed) => parsed(null))
    for (const upload of uploads)
      room.route({
        method: upload.route.method,
        url: asking.url(upload.route),
        handler: (request, reply) =>
          take(upload as unknown as Upload, { request, reply, asking }).finally(() => hangUpLater(request)), // marked cast: its own shapes meet again inside
      })
    done()
  })
}

async function take(
  upload: Upload,
  { request, reply, asking }: { request: FastifyRequest; reply: FastifyReply; asking: Asking },
): Promise<FastifyReply> {
  const { runtime } = asking
  const principal = await asking.principalOf(request)
  const key = asking.keyOf(request)
  const actor = await asking.actorOf(principal)
  if (!actor) throw new Failure('forbidden', 'kernel.nobody')
  if (!upload.mayAsk(actor)) throw new Failure('forbidden', 'kernel.forbidden', { act: upload.command.name })
  const query = parseInput(upload.query, request.query)
  const folder = makeArrival(runtime)
  try {
    const arrived = await receive(request.raw, { folder, limit: upload.limit(runtime) })
    const { input, subject } = await upload.prepare(runtime, arrived, query)
    const command = { ...upload.command, load: () => Promise.resolve(subject) }
    const { json } = await run(runtime, command, input, { principal, key, requestId: request.id })
    return await reply
      .status(upload.route.status ?? 200)
      .type('application/json')
      .send(json)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** A folder for one request; its name tells its age. */
function makeArrival(runtime: Runtime): string {
  const incoming = makePrivateFolder(incomingFolder(runtime))
  const folder = join(incoming, newId(runtime.clock()))
  mkdirSync(folder, { mode: 0o700 })
  give(folder, ownerOf(incoming))
  return folder
}

/** Who was refused may go on sending for a moment, so that he hears the answer; then the line is cut. */
function hangUpLater({ raw }: FastifyRequest): void {
  if (raw.readableEnded) return
  setTimeout(() => !raw.readableEnded && raw.socket.destroy(), HEAR_MS).unref()
}

const HEAR_MS = 3_000

/** Mounts downloads. Each look stands in the audit. */
export function mountDownloads(
  server: FastifyInstance,
  downloads: readonly Download<never, never>[],
  asking: Asking,
): void {
  for (const each of downloads) {
    const download = each as unknown as Download // marked cast: its own shapes meet again inside
    server.route({
      method: ['GET', 'HEAD'],
      url: asking.url(download.route),
      async handler(request, reply) {
        const principal = await asking.principalOf(request)
        const input = { ...(request.query as object), ...(request.params as object) } // marked cast: Fastify gives objects of texts
        const { value } = await run(asking.runtime, download.command, input, {
          principal,
          requestId: request.id,
        })
        return hand(value, request, reply)
      },
    })
  }
}

/** Never shown, always saved: no browser may make anything of it but a file. */
async function hand(served: Served, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const tag = `"${served.tag}"`
  void reply.headers({
    etag: tag,
    'accept-ranges': 'bytes',
    'content-disposition': disposition(served.name),
    'content-security-policy': "sandbox; default-src 'none'",
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'private, no-store',
  })
  void reply.type(served.type)
  const known = request.headers['if-none-match']
  if (
    known !== undefined &&
    known.split(',').some((one) => one.trim().replace(/^W\//, '') === tag || one.trim() === '*')
  )
    return reply.status(304).send()
  const unchanged = request.headers['if-range'] === undefined || request.headers['if-range'] === tag
  const range = unchanged ? rangeOf(request.headers.range, served.size) : undefined
  if (range === 'none') return reply.status(416).header('content-range', `bytes */${served.size}`).send()
  const { from, to } = range ?? { from: 0, to: served.size - 1 }
  void reply.header('content-length', to - from + 1)
  if (range) void reply.status(206).header('content-range', `bytes ${from}-${to}/${served.size}`)
  if (request.method === 'HEAD') return reply.send()
  const file = await open(served.path, 'r')
  return reply.send(file.createReadStream({ start: from, end: to }))
}

/** One range of bytes (RFC 9110, section 14); several, or what is no range, are answered with the whole. */
function rangeOf(
  header: string | undefined,
  size: number,
): { from: number; to: number } | 'none' | undefined {
  const [, first = '', last = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? '') ?? []
  if (first === '' && last === '') return undefined
  if (first === '')
    return last === '0' || Number(last) === 0
      ? 'none'
      : { from: Math.max(0, size - Number(last)), to: size - 1 }
  const from = Number(first)
  const to = last === '' ? size - 1 : Math.min(Number(last), size - 1)
  if (last !== '' && Number(last) < from) return undefined
  return from >= size ? 'none' : { from, to }
}

/** The name for old programs without what is beyond ASCII, and as it is by RFC 5987 (RFC 6266). */
function disposition(name: string): string {
  const plain = name.replaceAll(/[^\x20-\x7e]|["\\%;]/g, '_')
  const whole = encodeURIComponent(name).replaceAll(
    /['()*]/g,
    (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `attachment; filename="${plain}"; filename*=UTF-8''${whole}`
}
