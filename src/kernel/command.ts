import { createHmac } from 'node:crypto'
import canonicalize from 'canonicalize'
import type { z } from 'zod'
import type { Actor, Capacity } from './actor.ts'
import { inPark, Unavailable, type Tx } from './database.ts'
import { Failure } from './failure.ts'
import { newId } from './ids.ts'
import { parseInput } from './input.ts'
import type { Route } from './route.ts'
import type { Runtime } from './runtime.ts'
import { tables } from './statement.ts'

/** Who asks: an actor already known (the console, the system), or whom the park's own tables have still to tell. */
export type Principal = Actor | { readonly parkId: string; readonly userId: string }

export interface Request {
  readonly principal: Principal
  readonly requestId: string
  /** Given with every unsafe request: the same key has one effect and one answer. */
  readonly key?: string
  /** Does everything, so that every refusal is heard, and leaves nothing behind. */
  readonly rehearsal?: boolean
}

/** What a command may use while it loads: not yet who asks, so that both questions travel together. */
export interface LoadContext {
  readonly parkId: string
  /** The instant of this command, one for everything it writes. */
  readonly now: string
  readonly tx: Tx
  readonly runtime: Runtime
}

export interface Context extends LoadContext {
  readonly actor: Actor
  /** The capacity in which the actor acts: what `allow` found. */
  readonly as: Capacity
  /** Announces a fact whose effects happen outside the transaction, once for each key. */
  readonly announce: (topic: string, key: string, payload: Readonly<Record<string, unknown>>) => void
}

/**
 * `allow` answers with the capacity in which the act is permitted; 'unseen' means: for this person it does not exist,
 * and is refused as `module.missing`.
 */
export type Verdict = Capacity | 'forbidden' | 'unseen'

export interface Command<I extends z.ZodType = z.ZodType, S = unknown, O = unknown> {
  /** `module.verb`: also the permission, the audit action and the last part of the URL. */
  readonly name: `${string}.${string}`
  readonly input: I
  readonly answer: z.ZodType<O>
  readonly route?: Route
  /** Reads and locks what the command is about. Runs before anything is known about the actor. */
  readonly load: (ctx: LoadContext, input: z.output<I>) => Promise<S>
  /** Whether this person may, and in which capacity. Pure: the same function says `can` on screens. */
  readonly allow: (actor: Actor, subject: S, input: z.output<I>) => Verdict
  readonly handle: (ctx: Context, input: z.output<I>, subject: S) => Promise<O> | O
  /** What stands in the audit: whose row, and a summary without personal data. */
  readonly audit: (
    input: z.output<I>,
    output: O,
    subject: S,
  ) => { readonly subjectId?: string; readonly summary?: Readonly<Record<string, unknown>> }
}

/** Declares a command; gives the types their shape and changes nothing. */
export const defineCommand = <I extends z.ZodType, S, O>(command: Command<I, S, O>) => command

/** What a command answered: the value, and the very text that a repeated request is given again. */
export interface Answer<O> {
  readonly value: O
  readonly json: string
}

/**
 * The one road to a change: validate, open the transaction, load and lock, authorise, handle, audit, announce,
 * remember the answer under its key, commit. Two round trips to the database: what need not be waited for is sent
 * along.
 * @throws Failure for what the person can mend, Unavailable when the database cannot answer.
 */
export async function run<I extends z.ZodType, S, O>(
  runtime: Runtime,
  command: Command<I, S, O>,
  raw: unknown,
  request: Request,
): Promise<Answer<O>> {
  const input = parseInput(command.input, raw)
  const keyed =
    request.key === undefined
      ? undefined
      : { key: request.key, hash: fingerprint(runtime, { name: command.name, request, raw }) }
  const { parkId } = request.principal
  try {
    return await inPark(
      runtime.database.app,
      parkId,
      request.rehearsal ? 'rehearsal' : 'write',
      async (tx) => {
        const now = runtime.clock()
        const loading: LoadContext = { parkId, now, tx, runtime }
        const known = actorBehind(runtime, tx, request.principal)
        const given = keyed ? findAnswer<O>(tx, parkId, keyed) : Promise.resolve(undefined)
        const load = command.load(loading, input)
        load.catch(() => undefined) // its failure is heard below, after the questions that come first
        const [actor, answered] = await Promise.all([known, given])
        if (!actor) throw new Failure('forbidden', 'kernel.nobody')
        if (answered) return answered
        const subject = await load
        const as = permitted(command.name, command.allow(actor, subject, input))
        const ctx: Context = { ...loading, actor, as, announce: announcer(loading, runtime) }
        const value = await command.handle(ctx, input, subject)
        const { subjectId = null, summary = {} } = command.audit(input, value, subject)
        tx.send(insertAudit, {
          parkId,
          id: newId(now),
          at: now,
          userId: actor.userId,
          post: as,
          action: command.name,
          subjectId,
          requestId: request.requestId,
          summary: JSON.stringify(summary),
        })
        const json = JSON.stringify(value)
        if (keyed) tx.send(insertAnswer, { parkId, ...keyed, answer: json, now })
        return { value, json }
      },
    )
  } catch (error) {
    // Somebody else may have used the same key meanwhile: then his answer is ours, whatever went wrong here.
    if (keyed && !(error instanceof Unavailable)) {
      const answered = await inPark(runtime.database.app, parkId, 'read', (tx) =>
        findAnswer<O>(tx, parkId, keyed),
      )
      if (answered) return answered
    }
    throw error
  }
}

/** The actor behind a principal; nobody may pose as one that the park's tables do not know. */
export async function actorBehind(
  runtime: Runtime,
  tx: Tx,
  principal: Principal,
): Promise<Actor | undefined> {
  return 'holdings' in principal ? principal : runtime.findActor(tx, principal, runtime.clock())
}

function permitted(name: string, verdict: Verdict): Capacity {
  // In the words of its module: said otherwise than of what is not there, it would tell that it is there.
  if (verdict === 'unseen') throw new Failure('missing', `${name.slice(0, name.indexOf('.'))}.missing`)
  if (verdict === 'forbidden') throw new Failure('forbidden', 'kernel.forbidden', { act: name })
  return verdict
}

/** The same key with other content, by another person or for another act, is a mistake worth telling. */
function fingerprint(
  { secrets }: Runtime,
  { name, request, raw }: { name: string; request: Request; raw: unknown },
): Buffer {
  // Under a key, because an input may hold a password, and a bare hash of it could be guessed.
  return createHmac('sha256', secrets.ledgerKey.key)
    .update(canonicalize([name, request.principal.userId, raw]) ?? '')
    .digest()
}

async function findAnswer<O>(
  tx: Tx,
  parkId: string,
  { key, hash }: { key: string; hash: Buffer },
): Promise<Answer<O> | undefined> {
  const row = await tx.first(selectAnswer, { parkId, key })
  if (!row) return undefined
  if (!row.request_hash.equals(hash)) throw new Failure('invalid', 'kernel.key_used_for_other', { key })
  return { value: JSON.parse(row.answer) as O, json: row.answer } // marked cast: written by the same command
}

function announcer({ parkId, now, tx }: LoadContext, runtime: Runtime): Context['announce'] {
  return (topic, key, payload) => {
    if (!runtime.topics.has(topic)) return
    tx.send(insertFact, { parkId, id: newId(now), topic, key, payload: JSON.stringify(payload), now })
  }
}

const { prepared } = tables('audit', 'idempotency_keys', 'outbox')

const selectAnswer = prepared<{ parkId: string; key: string }>()('kernel.find_answer', (db, p) =>
  db
    .selectFrom('idempotency_keys')
    .select(['request_hash', 'answer'])
    .where('park_id', '=', p.parkId)
    .where('key', '=', p.key),
)

const insertAnswer = prepared<{ parkId: string; key: string; hash: Buffer; answer: string; now: string }>()(
  'kernel.remember_answer',
  (db, p) =>
    db.insertInto('idempotency_keys').values({
      park_id: p.parkId,
      key: p.key,
      request_hash: p.hash,
      answer: p.answer,
      created_at: p.now,
    }),
)

const insertAudit = prepared<{
  parkId: string
  id: string
  at: string
  userId: string
  post: string
  action: string
  subjectId: string | null
  requestId: string
  summary: string
}>()('kernel.audit', (db, p) =>
  db.insertInto('audit').values({
    park_id: p.parkId,
    id: p.id,
    at: p.at,
    user_id: p.userId,
    post: p.post,
    action: p.action,
    subject_id: p.subjectId,
    request_id: p.requestId,
    summary: p.summary,
  }),
)

const insertFact = prepared<{
  parkId: string
  id: string
  topic: string
  key: string
  payload: string
  now: string
}>()('kernel.announce', (db, p) =>
  db
    .insertInto('outbox')
    .values({
      park_id: p.parkId,
      id: p.id,
      topic: p.topic,
      key: p.key,
      payload: p.payload,
      created_at: p.now,
      not_before: p.now,
    })
    .onConflict((on) => on.columns(['park_id', 'topic', 'key']).doNothing()),
)
