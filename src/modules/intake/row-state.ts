import { CLOSED_STATES, type CaseState } from '../cases/contract.ts'
import { readState, STATE_WORDS } from './judgements.ts'
import type { Steps } from './row-steps.ts'
import type { RowInHand } from './row-in-hand.ts'

/** From what the state of a row follows. */
export type StateFacts = Steps & {
  readonly department: string | null
  readonly isOnSpot: boolean
  readonly isBegun: boolean
}

/**
 * The state of a row: struck off, else replied, else accepted when somebody works on it,
 * else dispatched; registered when nobody was put in charge. A state column of our own export refines it where the
 * facts allow.
 */
export function judgeState(hand: RowInHand, facts: StateFacts): CaseState {
  const derived = deriveState(facts)
  const said = readState(hand.text('state') ?? '')
  const isInCharge = derived !== 'registered'
  if (
    isInCharge &&
    facts.department === null &&
    !facts.isOnSpot &&
    !CLOSED.has(said.kind === 'said' ? said.value : derived)
  ) {
    // A department that could not be read has been refused already.
    const isRefused = hand.notes.refusals.some(({ code }) => code === 'unknown_department')
    if (!isRefused) hand.notes.refuse('department', 'department_missing')
  }
  if (said.kind !== 'said' || said.value === derived) return derived
  if (REFINES[derived].has(said.value)) return said.value
  hand.notes.warn('state', 'state_contradicts', { accepted: STATE_WORDS, detail: { state: derived } })
  return derived
}

function deriveState({ isStruckOff, replied, isBegun, dispatched, department }: StateFacts): CaseState {
  if (isStruckOff) return 'struck_off'
  if (replied !== null) return 'replied'
  if (isBegun) return 'accepted'
  return dispatched !== null || department !== null ? 'dispatched' : 'registered'
}

const CLOSED: ReadonlySet<CaseState> = new Set(CLOSED_STATES)

/** Which states a column may name beside the one that follows from the dates. */
const BEFORE_REPLY: readonly CaseState[] = [
  'registered',
  'dispatched',
  'accepted',
  'returned',
  'suspended',
  ...CLOSED_STATES,
]
const REFINES: Readonly<Record<CaseState, ReadonlySet<CaseState>>> = {
  registered: new Set(BEFORE_REPLY),
  dispatched: new Set(BEFORE_REPLY),
  accepted: new Set(BEFORE_REPLY),
  returned: new Set(BEFORE_REPLY),
  suspended: new Set(BEFORE_REPLY),
  replied: new Set(['confirmed', ...CLOSED_STATES]),
  confirmed: new Set(),
  struck_off: new Set(),
  closed_refused: new Set(),
  closed_withdrawn: new Set(),
  closed_merged: new Set(),
  closed_handed_over: new Set(),
}
