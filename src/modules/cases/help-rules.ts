import { holds, type Actor, type Post } from '../../kernel/actor.ts'
import { Failure } from '../../kernel/failure.ts'
import type { ActRule } from './act-rule.ts'
import type { CaseAct, CoOrganiser, Outcome } from './contract.ts'
import type { CaseFacts } from './sight.ts'

type Acts = Extract<
  CaseAct,
  'set_co_organisers' | 'co_accept' | 'co_return' | 'co_reply' | 'propose_reply' | 'send_back' | 'reply'
>

/** In which of its own states a co-organiser takes each act. */
const CO_STATES: Readonly<Record<'co_accept' | 'co_return' | 'co_reply', readonly CoOrganiser['state'][]>> = {
  co_accept: ['asked'],
  co_return: ['asked'],
  co_reply: ['accepted'],
}

/** The co-organisers for whose department the actor acts in this post. */
export const helping = (
  actor: Actor,
  { co_organisers }: Pick<CaseFacts, 'co_organisers'>,
  who: Post,
): readonly CoOrganiser[] => co_organisers.filter(({ department_id: id }) => holds(actor, who, id))

/** The co-organisers whose answer the lead has still to wait for. */
export const waitingFor = ({ co_organisers }: Pick<CaseFacts, 'co_organisers'>): readonly CoOrganiser[] =>
  co_organisers.filter(({ state }) => state !== 'replied')

/** Whether an answer with this outcome goes out only under the head's name. */
export const needsSignature = (
  { sign_off }: { readonly sign_off: readonly string[] },
  outcome: Outcome,
): boolean => sign_off.includes(outcome)

/** The co-organisers for whom the actor may take this act now, in whichever of his posts. */
export const partsOf = (
  actor: Actor,
  { co_organisers }: Pick<CaseFacts, 'co_organisers'>,
  act: keyof typeof CO_STATES,
): readonly CoOrganiser[] =>
  co_organisers.filter(
    ({ department_id: id, state }) =>
      CO_STATES[act].includes(state) &&
      (['handler', 'head', 'liaison'] as const).some((who) => holds(actor, who, id)),
  )

const asHelper = (act: keyof typeof CO_STATES): ActRule => ({
  fits: (actor, facts, who) => helping(actor, facts, who).length > 0,
  obstacle: (actor, facts) =>
    partsOf(actor, facts, act).length > 0
      ? undefined
      : new Failure('conflict', 'cases.not_helping_so', { act }),
})

/** How several work on one case and sign one answer. */
export const helpRules: Readonly<Record<Acts, ActRule>> = {
  set_co_organisers: {},
  co_accept: asHelper('co_accept'),
  co_return: asHelper('co_return'),
  co_reply: asHelper('co_reply'),
  propose_reply: {},
  send_back: {
    obstacle: (_, facts) =>
      facts.proposal === null ? new Failure('conflict', 'cases.nothing_proposed') : undefined,
  },
  reply: {},
}
