import type { z } from 'zod'
import { defineCommand, type Context } from '../../kernel/command.ts'
import type { Clockwork, ParkTime } from '../parks/index.ts'
import { act, clockworkOf, onCase, requireOpenWay, type Doing } from './act.ts'
import { CaseView, type CaseAct } from './contract.ts'
import { dayOf } from './deadlines.ts'
import type { LoadedCase, Neighbours } from './store.ts'
import { viewOf } from './view.ts'

/** What an act may use besides the case: the park's time, and the day on its wall. */
export interface ActContext extends Context {
  readonly time: ParkTime
  /** The park's rules and choices, which came with the case. */
  readonly work: Clockwork
  readonly today: string
}

/** What an act does, and names of neighbours that it changes, so that its answer shows them. */
export type Done = Doing & { readonly neighbours?: Partial<Neighbours> }

/**
 * Declares an act on a case that is there: everything but what it does is the same for all. The route is the name with
 * hyphens, the answer the case as its actor may see it.
 */
export const defineAct = <I extends z.ZodType<{ id: string; version: number }>>({
  act: code,
  name,
  summary,
  input,
  doing,
}: {
  readonly act: CaseAct
  readonly name: `cases.${CaseAct}`
  /** One line for the API document, in English. */
  readonly summary: string
  readonly input: I
  /** What the act sets and says. @throws Failure for what the rules cannot judge without the input. */
  readonly doing: (ctx: ActContext, input: z.output<I>, row: LoadedCase) => Done | Promise<Done>
}) =>
  defineCommand({
    ...onCase(code),
    name,
    route: { method: 'POST', path: `/cases/{id}/${code.replaceAll('_', '-')}`, summary },
    input,
    answer: CaseView,
    async handle(ctx, given, row: LoadedCase) {
      requireOpenWay(ctx, row, { act: code, version: given.version })
      const work = clockworkOf(row)
      const { time } = work
      const { neighbours, ...done } = await doing(
        { ...ctx, time, work, today: dayOf(ctx.now, time.zone) },
        given,
        row,
      )
      const next = act(ctx, row, done)
      return viewOf({ ...next, ...neighbours }, { actor: ctx.actor, now: ctx.now, time })
    },
  })
