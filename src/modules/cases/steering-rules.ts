import type { ActRule } from './act-rule.ts'
import type { CaseAct } from './contract.ts'

type Acts = Extract<CaseAct, 'escalate' | 'urge' | 'supervise' | 'reassign_handler' | 'mark_key'>

/** How those who answer for the park push a case on. */
export const steeringRules: Readonly<Record<Acts, ActRule>> = {
  escalate: {},
  urge: {},
  supervise: {},
  reassign_handler: {},
  mark_key: {},
}
