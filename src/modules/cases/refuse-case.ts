import { addDays, ifPublished } from '../../kernel/calendar.ts'
import { toInstant } from '../../kernel/zone.ts'
import type { ParkTime } from '../parks/index.ts'
import { ObjectToRefusal, RefuseCase } from './contract.ts'
import { defineAct } from './define-act.ts'
import { goesBack } from './goes-back.ts'

/** How long the asker may object to a refusal. */
const OBJECT_WITHIN_WORKING_DAYS = 15

/** As many days as fifteen working days have ever taken, and one more: 29 in September 2011, by the official notices. */
const OBJECT_WITHIN_DAYS_AT_MOST = 30

/** A request that is not taken up, with a reason out of a list and in words. The asker may object, once. */
export const refuseCase = defineAct({
  act: 'refuse',
  name: 'cases.refuse',
  summary: 'Refuse to take the request up, with a reason',
  input: RefuseCase,
  doing({ actor, time, today }, { reason, text }, row) {
    return {
      action: 'refuse',
      to: 'closed_refused',
      set: {
        refusal: reason,
        refused_on: today,
        refused_by: actor.userId,
        // What goes back to the park it came from is objected to there.
        object_by: goesBack(time, row, today) ? null : objectableUntil(time, today),
      },
      said: { reason: text },
    }
  },
})

/** The asker does not accept the refusal: it is looked at again, by somebody else than who refused. */
export const objectToRefusal = defineAct({
  act: 'object',
  name: 'cases.object',
  summary: 'Object to a refusal, once, within fifteen working days',
  input: ObjectToRefusal,
  doing: (_, { reason }) => ({
    action: 'object',
    to: 'registered',
    set: { objected: true, refusal: null, refused_on: null, object_by: null },
    said: { reason },
  }),
})

/** In the last weeks of a year whose successor has no notice yet, the asker gets the most that it could come to. */
function objectableUntil({ calendar, working, zone }: ParkTime, today: string): string {
  const last =
    ifPublished(() => calendar.addWorkingDays(today, OBJECT_WITHIN_WORKING_DAYS).due) ??
    addDays(today, OBJECT_WITHIN_DAYS_AT_MOST)
  return toInstant(working.closing(last), zone)
}
