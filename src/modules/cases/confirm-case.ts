import { defineCommand, type Context } from '../../kernel/command.ts'
import { Failure } from '../../kernel/failure.ts'
import { CaseView, ConfirmCase, type CaseState, type Party } from './contract.ts'
import { act, onCase, requireOpenWay, timeOf, type Setting } from './act.ts'
import { dayOf } from './deadlines.ts'
import { FIRST, isDisputed, present, spokenFor, unconfirmed } from './parties-rules.ts'
import type { LoadedCase } from './store.ts'
import { viewOf } from './view.ts'

/** An asker or party says how it went: 5 or 4 satisfied, 3 fairly, 2 or 1 not. Each for himself; the last one confirms the case. */
export const confirmCase = defineCommand({
  ...onCase('confirm'),
  name: 'cases.confirm',
  route: { method: 'POST', path: '/cases/{id}/confirm', summary: 'Confirm and rate, as the one who asked' },
  input: ConfirmCase,
  answer: CaseView,
  handle(ctx, input, row) {
    requireOpenWay(ctx, row, { act: 'confirm', version: input.version })
    const own = spokenFor(ctx.actor, row).filter(({ confirmed_on }) => confirmed_on === null)
    const of = own.map(({ key }) => key).filter((key) => key === (input.party ?? key))
    const time = timeOf(row)
    const next = act(ctx, row, {
      action: 'confirm',
      ...confirmation(ctx, row, { of, today: dayOf(ctx.now, time.zone), rating: input.rating }),
      // The comment that stands with the case is the first asker's own.
      said: { [of.includes(FIRST) ? 'comment' : PARTY_COMMENT]: input.text },
    })
    return viewOf(next, { actor: ctx.actor, now: ctx.now, time })
  },
})

/** Under which name the words of a later asker or a party stand in their entry. */
export const PARTY_COMMENT = 'party_comment'

interface Confirming {
  /** The keys of those who confirm now. */
  readonly of: readonly string[]
  readonly today: string
  /** Null: by default, after silence. */
  readonly rating: number | null
  readonly forAsker?: boolean
}

/**
 * What confirmations set, and the state they lead to: replied until everybody has confirmed who asks or is concerned.
 * A rating of 1 or 2 by anybody opens a dispute, which the supervisor decides before strike-off.
 * @throws Failure `cases.party_unknown` when nobody is left to confirm for
 */
export function confirmation(
  { actor, now }: Context,
  row: LoadedCase,
  { of, today, rating, forAsker = false }: Confirming,
): { to: CaseState; set: Setting; of: readonly string[] } {
  if (of.length === 0) {
    const keys = unconfirmed(row).map(({ key }) => key)
    throw new Failure('invalid', 'cases.party_unknown', { field: 'party', count: keys.length })
  }
  const said = { rating, by_default: rating === null, for_asker: forAsker }
  const parties = row.parties.map((party): Party =>
    of.includes(party.key)
      ? { ...party, ...said, confirmed_at: now, confirmed_on: today, confirmed_by: actor.userId }
      : party,
  )
  const first: Setting = of.includes(FIRST) ? { ...said, asker_confirmed_on: today } : {}
  const after = { ...row, ...first, parties }
  const complete = unconfirmed(after).length === 0
  return {
    to: complete ? 'confirmed' : 'replied',
    set: {
      ...first,
      ...(parties.length > 0 && { parties }),
      dispute: isDisputed(present(after)) ? 'open' : null,
      ...(complete && { confirmed_at: now, confirmed_on: today, confirmed_by: actor.userId }),
    },
    of,
  }
}
