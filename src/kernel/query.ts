import type { z } from 'zod'
import type { Actor } from './actor.ts'
import { actorBehind, type Principal } from './command.ts'
import { withOpenCursor, withSealedCursor } from './cursor.ts'
import { inPark, type Tx } from './database.ts'
import { Failure } from './failure.ts'
import { parseInput } from './input.ts'
import type { Route } from './route.ts'
import type { Runtime } from './runtime.ts'
import { requireScope, scopeOfAct, type Scope } from './scopes.ts'

export interface QueryContext {
  readonly parkId: string
  readonly now: string
  readonly tx: Tx
  readonly runtime: Runtime
  readonly actor: Actor
}

export interface Query<I extends z.ZodType = z.ZodType, O = unknown> {
  /** `module.what` */
  readonly name: `${string}.${string}`
  readonly input: I
  readonly answer: z.ZodType<O>
  readonly route?: Route
  /** The scope a token needs, where it is not `module:read`. */
  readonly scope?: Scope | null
  /** Whether this person may ask at all; what of the rows he sees is part of the query itself. */
  readonly allow: (actor: Actor) => boolean
  readonly answerWith: (ctx: QueryContext, input: z.output<I>) => Promise<O>
}

/** Declares a query; gives the types their shape and changes nothing. */
export const defineQuery = <I extends z.ZodType, O>(query: Query<I, O>) => query

/** The one road to an answer: validate, open a read-only transaction of the park, authorise, answer. */
export async function answer<I extends z.ZodType, O>(
  runtime: Runtime,
  query: Query<I, O>,
  raw: unknown,
  principal: Principal,
): Promise<O> {
  requireScope(principal, scopeOfAct(query, 'read'))
  const input = parseInput(query.input, withOpenCursor(runtime, query.name, raw))
  const { parkId } = principal
  return inPark(runtime.database.app, parkId, 'read', async (tx) => {
    const now = runtime.clock()
    const actor = await actorBehind({ runtime, tx, now }, principal)
    if (!actor) throw new Failure('forbidden', 'kernel.nobody')
    if (!query.allow(actor)) throw new Failure('forbidden', 'kernel.forbidden', { act: query.name })
    const found = await query.answerWith({ parkId, now, tx, runtime, actor }, input)
    return withSealedCursor(runtime, query.name, found)
  })
}
