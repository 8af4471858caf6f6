import type { Post } from '../../kernel/actor.ts'
import { CaseState } from './contract.ts'

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

const OPEN: readonly CaseState[] = [
  'registered',
  'dispatched',
  'accepted',
  'returned',
  'suspended',
  'replied',
  'confirmed',
]

const EVERYBODY: readonly Post[] = [
  'dispatcher',
  'handler',
  'head',
  'officer',
  'hotline',
  'return_visitor',
  'leader',
  'supervisor',
  'enterprise',
]

/**
 * The loop as data. This is its one place: every migration writes it into the database, whose ledger accepts no other
 * step; the API documents it and screens draw their buttons from it. Rows may be added, never taken away, since old
 * entries lean on them. What a row leaves open (whose department, own work, how often) stands in policy.ts.
 */
export const TRANSITIONS: readonly Transition[] = [
  {
    action: 'register',
    from: ['none'],
    to: 'registered',
    who: ['enterprise', 'officer', 'hotline', 'dispatcher', 'handler', 'head', 'leader', 'supervisor'],
  },
  { action: 'dispatch', from: ['registered', 'returned'], to: 'dispatched', who: ['dispatcher'] },
  { action: 'accept', from: ['dispatched'], to: 'accepted', who: ['handler', 'head'] },
  { action: 'return', from: ['dispatched'], to: 'returned', who: ['handler', 'head'] },
  { action: 'reply', from: ['accepted'], to: 'replied', who: ['handler', 'head'] },
  { action: 'confirm', from: ['replied'], to: 'confirmed', who: ['enterprise', 'supervisor'] },
  { action: 'confirm_for_asker', from: ['replied'], to: 'confirmed', who: ['return_visitor'] },
  { action: 'reject', from: ['replied', 'confirmed'], to: 'accepted', who: ['enterprise', 'supervisor'] },
  { action: 'reject', from: ['replied', 'confirmed'], to: 'registered', who: ['enterprise', 'supervisor'] },
  { action: 'decide_dispute', from: ['confirmed'], to: 'same', who: ['supervisor'] },
  { action: 'decide_dispute', from: ['confirmed'], to: 'accepted', who: ['supervisor'] },
  { action: 'decide_dispute', from: ['confirmed'], to: 'registered', who: ['supervisor'] },
  { action: 'countersign', from: ['confirmed'], to: 'same', who: ['supervisor'] },
  { action: 'strike_off', from: ['confirmed'], to: 'struck_off', who: ['dispatcher'] },
  { action: 'reopen', from: ['struck_off'], to: 'accepted', who: ['enterprise', 'supervisor'] },
  { action: 'reopen', from: ['struck_off'], to: 'registered', who: ['enterprise', 'supervisor'] },
  { action: 'note', from: OPEN, to: 'same', who: EVERYBODY },
  // What others did elsewhere is not judged here: an imported history may take any step.
  ...CaseState.options.map((to): Transition => ({
    action: 'history',
    from: ['none', ...CaseState.options],
    to,
    who: ['import'],
  })),
]

/** The rows of the database's table: action, from, to, post. */
export const transitionRows: readonly (readonly string[])[] = TRANSITIONS.flatMap(
  ({ action, from, to, who }) =>
    from.flatMap((state) => who.map((post) => [action, state, to === 'same' ? state : to, post])),
)

/** The posts that may take an act from a state. */
export const whoMay = (action: string, from: From): readonly Who[] => [
  ...new Set(TRANSITIONS.flatMap((row) => (row.action === action && row.from.includes(from) ? row.who : []))),
]

/** The posts that may take an act from whatever state. */
export const whoEverMay = (action: string): readonly Who[] => [
  ...new Set(TRANSITIONS.flatMap((row) => (row.action === action ? row.who : []))),
]

/** The states from which an act is possible. */
export const statesFor = (action: string): readonly From[] => [
  ...new Set(TRANSITIONS.flatMap((row) => (row.action === action ? row.from : []))),
]

/** Everything that people do with a case here: what an import tells of elsewhere is none of it. */
export const ACTIONS: readonly string[] = [
  ...new Set(TRANSITIONS.map(({ action }) => action).filter((action) => action !== 'history')),
]
