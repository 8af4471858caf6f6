import { defineCommand } from '../../kernel/command.ts'
import { Failure } from '../../kernel/failure.ts'
import { newId } from '../../kernel/ids.ts'
import { findParkByCode } from '../parks/index.ts'
import { act, onCase, requireOpenWay, timeOf } from './act.ts'
import { CaseView, HandOverCase } from './contract.ts'
import { endOfWork } from './ending.ts'
import { viewOf } from './view.ts'

/**
 * The matter belongs to another park, which registers it within a minute, by what is announced here. The id of its case
 * is chosen here and now, so that it is registered once, however often that is tried.
 */
export const handOverCase = defineCommand({
  ...onCase('hand_over'),
  name: 'cases.hand_over',
  route: { method: 'POST', path: '/cases/{id}/hand-over', summary: 'Hand a case over to another park' },
  input: HandOverCase,
  answer: CaseView,
  async handle(ctx, input, row) {
    requireOpenWay(ctx, row, { act: 'hand_over', version: input.version })
    const { tx, parkId, now, actor } = ctx
    const park = await findParkByCode(tx, input.park)
    const time = timeOf(row)
    if (!park) throw new Failure('invalid', 'cases.park_unknown', { field: 'park', park: input.park })
    if (park.id === parkId) throw new Failure('invalid', 'cases.hand_over_here', { field: 'park' })
    const next = act(ctx, row, {
      action: 'hand_over',
      to: 'closed_handed_over',
      set: {
        handed_to: { park_id: park.id, park: park.name, case_id: newId(now), number: null, at: now },
        ...endOfWork(row),
      },
      said: { reason: input.reason },
    })
    return viewOf(next, { actor, now, time })
  },
})
