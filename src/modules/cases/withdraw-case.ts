import { defineCommand, type Context } from '../../kernel/command.ts'
import { Failure } from '../../kernel/failure.ts'
import { act, onCase, requireOpenWay, type Setting, timeOf } from './act.ts'
import { registeredBy } from './asker-rules.ts'
import { CaseView, WithdrawCase, type CaseState, type Party } from './contract.ts'
import { dayOf } from './deadlines.ts'
import { endOfWork } from './ending.ts'
import {
  askersPresent,
  FIRST,
  isDisputed,
  present,
  spokenFor,
  unconfirmed,
  UNCONFIRMED,
  withParties,
} from './parties-rules.ts'
import type { LoadedCase } from './store.ts'
import { viewOf } from './view.ts'

/**
 * The asker takes it back, or whoever registered for him says so with proof. One of several askers only leaves, and his
 * rating with him; the last one closes the case, also where an opposite party is left.
 */
export const withdrawCase = defineCommand({
  ...onCase('withdraw'),
  name: 'cases.withdraw',
  route: {
    method: 'POST',
    path: '/cases/{id}/withdraw',
    summary: 'Withdraw a case, or leave it to the other askers',
  },
  input: WithdrawCase,
  answer: CaseView,
  async handle(ctx, input, row) {
    requireOpenWay(ctx, row, { act: 'withdraw', version: input.version })
    const { actor, now } = ctx
    const time = timeOf(row)
    const of = whoLeaves(ctx, input, row)
    const isLast = askersPresent(row).every(({ key }) => of.includes(key))
    const next = act(ctx, row, {
      action: 'withdraw',
      ...(isLast
        ? { to: 'closed_withdrawn' as const, set: endOfWork(row) }
        : leaving(ctx, row, { of, today: dayOf(now, time.zone) })),
      said: { reason: input.reason, evidence: input.evidence },
      of,
    })
    return viewOf(next, { actor, now, time })
  },
})

/** The keys of the askers who leave: those whom the caller speaks for, or the one whom he registered and names. */
function whoLeaves(
  { actor }: Context,
  { party, evidence }: { party?: string | undefined; evidence?: string | undefined },
  row: LoadedCase,
): readonly string[] {
  const ofRole = ({ role, key }: { role: string; key: string }) => role === 'asker' && key === (party ?? key)
  const own = spokenFor(actor, row).filter(ofRole)
  if (own.length > 0) return own.map(({ key }) => key)
  const [one, ...others] = registeredBy(actor, row).filter(ofRole)
  if (!one) throw new Failure('invalid', 'cases.party_unknown', { field: 'party' })
  if (others.length > 0) throw new Failure('invalid', 'cases.party_needed', { field: 'party' })
  if (evidence === undefined) throw new Failure('invalid', 'cases.evidence_needed', { field: 'evidence' })
  return [one.key]
}

/** The case goes on for the others. Where all of them have confirmed, it is confirmed: nobody is left to wait for. */
function leaving(
  { now }: Context,
  row: LoadedCase,
  { of, today }: { of: readonly string[]; today: string },
): { to: CaseState; set: Setting } {
  const gone = { ...UNCONFIRMED, left_on: today }
  const parties = row.parties.map((party): Party => (of.includes(party.key) ? { ...party, ...gone } : party))
  const first: Setting = of.includes(FIRST)
    ? {
        asker_left_on: today,
        asker_confirmed_on: null,
        rating: null,
        by_default: false,
        for_asker: false,
        comment: null,
      }
    : {}
  const after = { ...row, ...first, parties }
  const complete = row.state === 'replied' && unconfirmed(after).length === 0
  return {
    to: complete ? 'confirmed' : row.state,
    set: {
      ...first,
      ...withParties(parties),
      ...(row.state === 'replied' && { dispute: isDisputed(present(after)) ? 'open' : null }),
      // By nobody: each of those who stay has confirmed for himself before.
      ...(complete && { confirmed_at: now, confirmed_on: today, confirmed_by: null }),
    },
  }
}
