import type { Post } from '../../kernel/actor.ts'
import { CaseState, OPEN_STATES } from './contract.ts'

export type From = CaseState | 'none'

/** Who may: a post, or what is no post: an import, the system. */
export type Who = Post | 'import' | 'system'

export interface Transition {
  readonly action: string
  readonly from: readonly From[]
  /** 'same': the state stays. */
  readonly to: CaseState | 'same'
  readonly who: readonly Who[]
}

/** Those who take part: everybody but those who only read or administer. */
const EVERYBODY: readonly Post[] = [
  'dispatcher',
  'handler',
  'head',
  'liaison',
  'officer',
  'hotline',
  'return_visitor',
  'leader',
  'supervisor',
  'enterprise',
]

/** Who works on a case for a department: its own people, or the liaison of an external one. */
const WORKERS: readonly Post[] = ['handler', 'head', 'liaison']
/** Who answers for a department; a liaison is head of the external one. */
const HEADS: readonly Post[] = ['head', 'liaison']
/** Who asks: an enterprise, a supervisor who found it, or a park's own person who asked for himself. */
const ASKERS: readonly Post[] = [
  'enterprise',
  'supervisor',
  'handler',
  'head',
  'liaison',
  'leader',
  'officer',
]
/** Who registers for somebody else, and may speak for him with proof. */
const REGISTRARS: readonly Post[] = [
  'officer',
  'hotline',
  'dispatcher',
  'handler',
  'head',
  'liaison',
  'leader',
]
const UNFINISHED: readonly CaseState[] = OPEN_STATES.filter((state) => state !== 'confirmed')

/**
 * The loop as data. This is its one place: every migration writes it into the database, whose ledger accepts no other
 * step; the API documents it and screens draw their buttons from it. Rows may be added, never taken away, since old
 * entries lean on them. What a row leaves open (whose department, own work, how often) stands in the rules beside it.
 */
export const TRANSITIONS: readonly Transition[] = [
  {
    action: 'register',
    from: ['none'],
    to: 'registered',
    who: ['enterprise', ...REGISTRARS, 'supervisor', 'system'],
  },
  { action: 'refuse', from: ['registered'], to: 'closed_refused', who: ['dispatcher'] },
  {
    action: 'object',
    from: ['closed_refused'],
    to: 'registered',
    who: ['enterprise', ...REGISTRARS, 'supervisor'],
  },
  {
    action: 'answer_on_spot',
    from: ['registered', 'dispatched'],
    to: 'replied',
    who: ['officer', 'leader', ...WORKERS],
  },
  { action: 'dispatch', from: ['registered', 'returned'], to: 'dispatched', who: ['dispatcher', 'system'] },
  { action: 'accept', from: ['dispatched'], to: 'accepted', who: [...WORKERS, 'system'] },
  { action: 'return', from: ['dispatched'], to: 'returned', who: WORKERS },
  {
    action: 'redispatch',
    from: ['dispatched', 'accepted', 'suspended'],
    to: 'dispatched',
    who: ['dispatcher'],
  },
  { action: 'set_co_organisers', from: ['dispatched', 'accepted'], to: 'same', who: ['dispatcher'] },
  { action: 'co_accept', from: ['dispatched', 'accepted'], to: 'same', who: WORKERS },
  { action: 'co_return', from: ['dispatched', 'accepted'], to: 'same', who: WORKERS },
  { action: 'co_reply', from: ['dispatched', 'accepted'], to: 'same', who: WORKERS },
  { action: 'propose_reply', from: ['accepted'], to: 'same', who: ['handler'] },
  { action: 'send_back', from: ['accepted'], to: 'same', who: ['head'] },
  // Who is head and handler answers as head: what the head signs needs no second hand.
  { action: 'reply', from: ['accepted'], to: 'replied', who: [...HEADS, 'handler'] },
  { action: 'confirm', from: ['replied'], to: 'confirmed', who: ASKERS },
  { action: 'confirm', from: ['replied'], to: 'same', who: ASKERS },
  { action: 'confirm_for_asker', from: ['replied'], to: 'confirmed', who: ['return_visitor'] },
  { action: 'confirm_for_asker', from: ['replied'], to: 'same', who: ['return_visitor'] },
  { action: 'reject', from: ['replied', 'confirmed'], to: 'accepted', who: ASKERS },
  { action: 'reject', from: ['replied', 'confirmed'], to: 'registered', who: ASKERS },
  { action: 'decide_dispute', from: ['confirmed'], to: 'same', who: ['supervisor'] },
  { action: 'decide_dispute', from: ['confirmed'], to: 'accepted', who: ['supervisor'] },
  { action: 'decide_dispute', from: ['confirmed'], to: 'registered', who: ['supervisor'] },
  { action: 'countersign', from: ['confirmed'], to: 'same', who: ['supervisor'] },
  { action: 'strike_off', from: ['confirmed'], to: 'struck_off', who: ['dispatcher'] },
  { action: 'reopen', from: ['struck_off'], to: 'accepted', who: ASKERS },
  { action: 'reopen', from: ['struck_off'], to: 'registered', who: ASKERS },
  { action: 'withdraw', from: UNFINISHED, to: 'closed_withdrawn', who: ['enterprise', ...REGISTRARS] },
  // One of several askers leaves; the case goes on for the others.
  { action: 'withdraw', from: UNFINISHED, to: 'same', who: ['enterprise', ...REGISTRARS] },
  // The one who leaves was the last who had not confirmed.
  { action: 'withdraw', from: ['replied'], to: 'confirmed', who: ['enterprise', ...REGISTRARS] },
  { action: 'merge', from: ['registered', 'dispatched'], to: 'closed_merged', who: ['dispatcher'] },
  // The master's own entry: it takes the askers over.
  { action: 'merge', from: UNFINISHED, to: 'same', who: ['dispatcher'] },
  // Cases that were merged into one that is merged itself follow it.
  { action: 'merge', from: ['closed_merged'], to: 'same', who: ['system'] },
  {
    action: 'hand_over',
    from: ['registered', 'returned', 'dispatched'],
    to: 'closed_handed_over',
    who: ['dispatcher'],
  },
  // The other park has registered it: its number.
  { action: 'hand_over', from: ['closed_handed_over'], to: 'same', who: ['system'] },
  { action: 'take_back', from: ['closed_handed_over'], to: 'registered', who: ['system'] },
  { action: 'request_extension', from: ['accepted'], to: 'same', who: HEADS },
  { action: 'decide_extension', from: ['accepted'], to: 'same', who: ['dispatcher'] },
  { action: 'request_suspension', from: ['accepted'], to: 'same', who: HEADS },
  { action: 'decide_suspension', from: ['accepted'], to: 'suspended', who: ['dispatcher'] },
  { action: 'decide_suspension', from: ['accepted'], to: 'same', who: ['dispatcher'] },
  { action: 'resume', from: ['suspended'], to: 'accepted', who: [...HEADS, 'dispatcher', 'system'] },
  // Undecided when it had to be, or left behind by an act that led elsewhere.
  {
    action: 'lapse',
    from: ['accepted', 'dispatched', 'replied', 'closed_withdrawn'],
    to: 'same',
    who: ['system'],
  },
  { action: 'escalate', from: OPEN_STATES, to: 'same', who: ['dispatcher'] },
  // As long as the clock of the answer runs.
  { action: 'escalate', from: ['dispatched', 'accepted', 'returned'], to: 'same', who: ['system'] },
  // Clocks are counted again: next year's official days are out, or what a clock waited for is over.
  { action: 'recount', from: OPEN_STATES, to: 'same', who: ['system'] },
  { action: 'amend', from: OPEN_STATES, to: 'same', who: ['dispatcher'] },
  { action: 'amend', from: ['registered'], to: 'same', who: ['enterprise', ...REGISTRARS, 'supervisor'] },
  {
    action: 'urge',
    from: OPEN_STATES,
    to: 'same',
    who: ['dispatcher', 'supervisor', 'leader', 'officer', 'hotline', 'return_visitor', 'enterprise'],
  },
  { action: 'supervise', from: OPEN_STATES, to: 'same', who: ['supervisor', 'leader'] },
  { action: 'note', from: OPEN_STATES, to: 'same', who: EVERYBODY },
  { action: 'attach', from: OPEN_STATES, to: 'same', who: EVERYBODY },
  { action: 'reassign_handler', from: OPEN_STATES, to: 'same', who: ['dispatcher', ...HEADS] },
  { action: 'mark_key', from: OPEN_STATES, to: 'same', who: ['dispatcher', 'leader'] },
  // What others did elsewhere is not judged here: an imported history may take any step.
  ...CaseState.options.map((to): Transition => ({
    action: 'history',
    from: ['none', ...CaseState.options],
    to,
    who: ['import'],
  })),
]

/** The rows of the database's table: action, from, to, post. */
export const transitionRows: readonly (readonly string[])[] = [
  ...new Map(
    TRANSITIONS.flatMap(({ action, from, to, who }) =>
      from.flatMap((state) => who.map((post) => [action, state, to === 'same' ? state : to, post])),
    ).map((row) => [row.join('/'), row]),
  ).values(),
]

/** Whether somebody can hold it: what the system does, or an import tells, is nobody's to do. */
export const isPost = (who: Who): who is Post => who !== 'import' && who !== 'system'

/** The posts that may take an act from a state. */
export const whoMay = remembered((action: string, from: From): readonly Who[] => [
  ...new Set(TRANSITIONS.flatMap((row) => (row.action === action && row.from.includes(from) ? row.who : []))),
])

/** The posts that may take an act from whatever state. */
export const whoEverMay = remembered((action: string): readonly Who[] => [
  ...new Set(TRANSITIONS.flatMap((row) => (row.action === action ? row.who : []))),
])

/** The states from which an act is possible, to whoever it may be or to one post. */
export const statesFor = remembered((action: string, who?: Who): readonly From[] => [
  ...new Set(
    TRANSITIONS.flatMap((row) =>
      row.action === action && (who === undefined || row.who.includes(who)) ? row.from : [],
    ),
  ),
])

/** Everything that people do with a case here: what an import tells of elsewhere is none of it. */
export const ACTIONS: readonly string[] = [
  ...new Set(TRANSITIONS.map(({ action }) => action).filter((action) => action !== 'history')),
]

/** The table stays as it is while the program runs, and every view of a case asks it some forty times. */
function remembered<Of extends readonly (string | undefined)[], R>(
  answer: (...of: Of) => readonly R[],
): (...of: Of) => readonly R[] {
  const known = new Map<string, readonly R[]>()
  return (...of) => {
    const key = of.join(' ')
    const found = known.get(key) ?? answer(...of)
    known.set(key, found)
    return found
  }
}
