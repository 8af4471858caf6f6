import { defineCommand } from '../../kernel/command.ts'
import { Failure } from '../../kernel/failure.ts'
import { confirmation, PARTY_COMMENT } from './confirm-case.ts'
import type { ParkTime } from '../parks/index.ts'
import { act, onCase, requireOpenWay, timeOf } from './act.ts'
import { CaseView, ConfirmForAsker } from './contract.ts'
import { dayOf } from './deadlines.ts'
import { FIRST, present } from './parties-rules.ts'
import type { LoadedCase } from './store.ts'
import { viewOf } from './view.ts'

const SILENT_WORKING_DAYS = 5

/**
 * Confirms for an asker who said so by telephone, on paper or in a meeting; or, after two attempts on different days
 * and five working days of silence, by default: that is never counted as satisfied.
 */
export const confirmForAsker = defineCommand({
  ...onCase('confirm_for_asker'),
  name: 'cases.confirm_for_asker',
  route: {
    method: 'POST',
    path: '/cases/{id}/confirm-for-asker',
    summary: 'Confirm for the asker, with evidence',
  },
  input: ConfirmForAsker,
  answer: CaseView,
  handle(ctx, { version, by, party = FIRST }, row) {
    requireOpenWay(ctx, row, { act: 'confirm_for_asker', version })
    const { actor, now } = ctx
    const time = timeOf(row)
    const today = dayOf(now, time.zone)
    if (by.way === 'silence') requireSilence(time, row, { attempts: by.attempts.map(({ on }) => on), today })
    const of = present(row).flatMap((one) => (one.key === party ? [one] : []))
    if (of.some(({ confirmed_on }) => confirmed_on !== null))
      throw new Failure('conflict', 'cases.confirmed_already')
    const rating = by.way === 'told' ? by.rating : null
    const next = act(ctx, row, {
      action: 'confirm_for_asker',
      ...confirmation(ctx, row, { of: of.map(({ key }) => key), today, rating, forAsker: true }),
      said:
        by.way === 'told'
          ? { [party === FIRST ? 'comment' : PARTY_COMMENT]: by.text, how: by.how, evidence: by.evidence }
          : { attempts: by.attempts.map(({ on, how }) => `${on} ${how}`).join('；') },
    })
    return viewOf(next, { actor, now, time })
  },
})

function requireSilence(
  time: ParkTime,
  row: LoadedCase,
  { attempts, today }: { attempts: readonly string[]; today: string },
): void {
  const since = row.replied_on ?? today
  if (attempts.some((on) => on < since || on > today)) {
    throw new Failure('invalid', 'cases.attempt_out_of_range', {
      field: 'by.attempts',
      from: since,
      to: today,
    })
  }
  if (new Set(attempts).size < 2)
    throw new Failure('invalid', 'cases.attempts_two_days', { field: 'by.attempts' })
  const last = attempts.toSorted().at(-1) ?? today
  const silent = time.calendar.workingDaysBetween(last, today)
  if (silent < SILENT_WORKING_DAYS) {
    const from = time.calendar.addWorkingDays(last, SILENT_WORKING_DAYS).due
    throw new Failure('conflict', 'cases.still_time', { days: SILENT_WORKING_DAYS, from })
  }
}
