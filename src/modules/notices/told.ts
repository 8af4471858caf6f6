import type { CaseInBrief } from '../cases/index.ts'
import type { CaseState } from '../cases/contract.ts'
import type { TemplateCode } from './templates.ts'

/** The acts of the loop that somebody is told of; an act that is not here is told to nobody. */
export const TOLD_ACTS = [
  'register',
  'refuse',
  'object',
  'answer_on_spot',
  'dispatch',
  'redispatch',
  'accept',
  'return',
  'set_co_organisers',
  'co_accept',
  'co_return',
  'co_reply',
  'propose_reply',
  'send_back',
  'reply',
  'confirm',
  'confirm_for_asker',
  'reject',
  'decide_dispute',
  'countersign',
  'strike_off',
  'reopen',
  'request_extension',
  'decide_extension',
  'request_suspension',
  'decide_suspension',
  'resume',
  'lapse',
  'withdraw',
  'merge',
  'hand_over',
  'take_back',
  'escalate',
  'amend',
  'urge',
  'supervise',
  'reassign_handler',
  'mark_key',
  'attach',
  'recount',
] as const
type ToldAct = (typeof TOLD_ACTS)[number]

/** Groups of people around a case. */
export type Group =
  /** Whoever asked: the people of his enterprise, or who registered what he himself asks. */
  | 'askers'
  /** Handlers and heads of the department in charge. */
  | 'lead'
  | 'heads'
  /** The leader of the department in charge. */
  | 'leaders'
  /** Handlers, heads and liaisons of the co-organisers. */
  | 'others'
  | 'registrar'
  | 'officer'
  | 'dispatchers'
  | 'supervisors'

/** 'next': whoever has to act in the state that the act led to. */
type Audience = Group | 'next'

interface Told {
  /** Who has to act now. Who is in several groups is told once, and as the first of them. */
  readonly do?: readonly Audience[]
  /** Who only should know. */
  readonly know?: readonly Audience[]
  readonly urgent?: boolean
}

const FAMILY = ['askers', 'registrar', 'officer'] as const

/** The table: of which act who is told. */
const TOLD: Readonly<Partial<Record<ToldAct | 'dispute', Told>>> = {
  register: { do: ['dispatchers'], know: ['askers', 'officer'] },
  refuse: { know: FAMILY },
  object: { do: ['dispatchers'], know: ['supervisors'] },
  answer_on_spot: { do: ['askers'], know: ['registrar', 'officer'] },
  dispatch: { do: ['lead', 'others'], know: FAMILY },
  redispatch: { do: ['lead'], know: [...FAMILY, 'others'] },
  accept: { know: FAMILY },
  return: { do: ['dispatchers'], know: ['heads', 'officer'] },
  set_co_organisers: { do: ['others'], know: ['lead'] },
  co_accept: { know: ['lead'] },
  co_return: { do: ['dispatchers'], know: ['lead'] },
  co_reply: { do: ['lead'] },
  propose_reply: { do: ['heads'] },
  send_back: { do: ['lead'] },
  reply: { do: ['askers'], know: ['registrar', 'officer'] },
  confirm: { do: ['dispatchers'], know: ['lead', 'officer', 'registrar'] },
  confirm_for_asker: { do: ['dispatchers'], know: ['askers', 'lead', 'officer', 'registrar'] },
  // Not an act: a confirmation with a rating of 1 or 2.
  dispute: { do: ['supervisors'], know: ['lead', 'dispatchers', 'officer', 'registrar'] },
  reject: { do: ['next'], know: ['heads', 'officer', 'registrar'] },
  decide_dispute: { do: ['next'], know: ['askers', 'lead', 'officer', 'registrar'] },
  countersign: { do: ['next'] },
  strike_off: { know: [...FAMILY, 'lead'] },
  reopen: { do: ['next'], know: [...FAMILY, 'supervisors'] },
  request_extension: { do: ['dispatchers'], know: ['heads'] },
  decide_extension: { do: ['lead'], know: FAMILY },
  request_suspension: { do: ['dispatchers'], know: ['heads'] },
  decide_suspension: { do: ['lead'], know: FAMILY },
  resume: { do: ['next'], know: FAMILY },
  // Askers are not told what the park asked of itself and did not decide.
  lapse: { know: ['lead', 'dispatchers'] },
  withdraw: { know: ['lead', 'others', 'dispatchers', 'registrar', 'officer'] },
  merge: { know: [...FAMILY, 'lead', 'others'] },
  hand_over: { know: [...FAMILY, 'lead'] },
  take_back: { do: ['next'], know: [...FAMILY, 'others'] },
  escalate: { do: ['supervisors', 'leaders'], know: ['lead', 'dispatchers', 'officer'] },
  amend: { know: ['lead', 'others', 'dispatchers'] },
  urge: { do: ['lead'], know: ['leaders'], urgent: true },
  supervise: { do: ['lead'], know: ['leaders', 'dispatchers'], urgent: true },
  reassign_handler: { do: ['lead'] },
  mark_key: { know: ['lead', 'leaders', 'officer', 'supervisors'] },
  attach: { know: ['lead'] },
  // The promise moves because the State Council's notice for the next year has come.
  recount: { know: ['lead', ...FAMILY] },
}

/** Who is told of an act, group by group and with which words; the first group that somebody is in counts for him. */
export interface Round {
  readonly template: TemplateCode
  readonly to: readonly Group[]
  readonly urgent: boolean
}

/** @param state where the act led */
export function roundsOf(
  action: string,
  { dispute }: Pick<CaseInBrief, 'dispute'>,
  state: CaseState,
): readonly Round[] {
  if (!isToldAct(action)) return []
  const name = dispute === 'open' && CONFIRMS.includes(action) ? 'dispute' : action
  const { do: acting = [], know = [], urgent = false } = TOLD[name] ?? {}
  const groups = (audiences: readonly Audience[]) =>
    audiences.flatMap((audience): readonly Group[] =>
      audience === 'next' ? (NEXT[state] ?? []) : [audience],
    )
  // Marked casts: a test holds the table and the templates together.
  return [
    { template: `${name}.do` as TemplateCode, to: groups(acting), urgent },
    { template: `${name}.know` as TemplateCode, to: groups(know), urgent: false },
  ].filter(({ to }) => to.length > 0)
}

const isToldAct = (action: string): action is ToldAct => TOLD_ACTS.some((act) => act === action)

const CONFIRMS: readonly string[] = ['confirm', 'confirm_for_asker']

const NEXT: Readonly<Partial<Record<CaseState, readonly Group[]>>> = {
  registered: ['dispatchers'],
  returned: ['dispatchers'],
  dispatched: ['lead'],
  accepted: ['lead'],
  replied: ['askers'],
  confirmed: ['dispatchers'],
}
