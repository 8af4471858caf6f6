import { shiftInstant } from '../../kernel/clock.ts'
import { Failure } from '../../kernel/failure.ts'
import { holds } from '../../kernel/actor.ts'
import type { ActRule } from './act-rule.ts'
import type { CaseAct } from './contract.ts'
import { isHeard } from './sight.ts'

type Acts = Extract<CaseAct, 'escalate' | 'urge' | 'supervise' | 'reassign_handler' | 'mark_key'>

/** A case is urged once in this time: who is urged every hour reads nothing any more. */
const COOL_DOWN_MS = 24 * 3600 * 1000

/** The rungs from the lowest to the highest. */
export const RUNGS = ['on_spot', 'department', 'weekly', 'roundtable', 'consultation'] as const

/** How those who answer for the park push a case on. */
export const steeringRules: Readonly<Record<Acts, ActRule>> = {
  escalate: {
    obstacle: (_, facts) =>
      facts.rung === RUNGS.at(-1) ? new Failure('conflict', 'cases.highest_rung') : undefined,
  },
  urge: {
    fits: (actor, facts, who, usual) =>
      who === 'enterprise' ? holds(actor, who) && isHeard(actor, facts) : usual,
    obstacle(actor, facts, now) {
      // A supervisor or leader does not wait because somebody else has urged.
      if (facts.urged_at === null || holds(actor, 'supervisor') || holds(actor, 'leader')) return undefined
      const from = shiftInstant(facts.urged_at, COOL_DOWN_MS)
      return now < from ? new Failure('conflict', 'cases.urged_lately', { from }) : undefined
    },
  },
  supervise: {},
  reassign_handler: {
    obstacle: (_, facts) =>
      facts.lead_department_id === null ? new Failure('conflict', 'cases.no_department_yet') : undefined,
  },
  mark_key: {},
}
