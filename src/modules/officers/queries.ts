import { z } from 'zod'
import { holds, type Actor } from '../../kernel/actor.ts'
import { Failure } from '../../kernel/failure.ts'
import { defineQuery } from '../../kernel/query.ts'
import { todayIn } from '../parks/index.ts'
import { HandOverView, OfficerList } from './contract.ts'
import { handOverView } from './hand-over-view.ts'
import { selectHandOver, selectOfficers, type HandOverRow } from './store.ts'

/** Who works for the park, which reads its register; the city reads numbers alone. */
export const isOfPark = (actor: Actor): boolean =>
  actor.console || actor.holdings.some(({ post }) => post !== 'enterprise' && post !== 'city')

/** Whether a hand-over exists for this person: for the two, for who makes such, and for who watches over it. */
export const isParty = (actor: Actor, { from_user, to_user }: HandOverRow): boolean =>
  actor.console ||
  [from_user, to_user].includes(actor.userId) ||
  (['dispatcher', 'admin', 'supervisor'] as const).some((post) => holds(actor, post))

/** The officers of the park and how many each has today. */
export const listOfficers = defineQuery({
  name: 'officers.list',
  route: { method: 'GET', path: '/officers', summary: 'The officers and how many each has' },
  input: z.strictObject({}),
  answer: OfficerList,
  allow: isOfPark,
  async answerWith({ tx, parkId, now }) {
    const day = await todayIn(tx, parkId, now)
    const rows = await tx.all(selectOfficers, { parkId, day })
    return {
      items: rows.map(({ id, name, ...counts }) => ({ officer: { id, name }, ...counts })),
      next: null,
    }
  },
})

/** One hand-over, with what was open then. */
export const oneHandOver = defineQuery({
  name: 'officers.hand_over_one',
  route: {
    method: 'GET',
    path: '/officers/hand-over/{id}',
    summary: 'One hand-over, with what was open then',
  },
  input: z.strictObject({ id: z.uuid() }),
  answer: HandOverView,
  allow: isOfPark,
  async answerWith(ctx, { id }) {
    const row = await ctx.tx.first(selectHandOver, { parkId: ctx.parkId, id })
    if (!row || !isParty(ctx.actor, row)) throw new Failure('missing', 'officers.missing')
    return handOverView(ctx, row)
  },
})
