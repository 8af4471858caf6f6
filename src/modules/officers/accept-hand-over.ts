import { defineCommand } from '../../kernel/command.ts'
import { Failure } from '../../kernel/failure.ts'
import { AcceptHandOver, HandOverView } from './contract.ts'
import { handOverView } from './hand-over-view.ts'
import { isParty } from './queries.ts'
import { lockHandOver, setAccepted } from './store.ts'

/** The successor says that he has what was handed over to him. */
export const acceptHandOver = defineCommand({
  name: 'officers.accept_hand_over',
  route: {
    method: 'POST',
    path: '/officers/hand-over/{id}/accept',
    summary: 'Accept what was handed over to you',
  },
  input: AcceptHandOver,
  answer: HandOverView,
  async load({ tx, parkId }, { id }) {
    const row = await tx.first(lockHandOver, { parkId, id })
    if (!row) throw new Failure('missing', 'officers.missing')
    return row
  },
  allow: (actor, row) =>
    !isParty(actor, row) ? 'unseen' : actor.userId === row.to_user ? 'officer' : 'forbidden',
  handle(ctx, { id }, row) {
    if (row.accepted_at !== null)
      throw new Failure('conflict', 'officers.accepted', { accepted_at: row.accepted_at })
    ctx.tx.send(setAccepted, { parkId: ctx.parkId, id, now: ctx.now })
    return handOverView(ctx, { ...row, accepted_at: ctx.now })
  },
  audit: ({ id }) => ({ subjectId: id }),
})
