import type { ActRule } from './act-rule.ts'
import type { CaseAct } from './contract.ts'

type Acts = Extract<CaseAct, 'refuse' | 'object' | 'answer_on_spot' | 'dispatch' | 'redispatch' | 'amend'>

/** How a case comes in and to whom it goes. */
export const intakeRules: Readonly<Record<Acts, ActRule>> = {
  refuse: {},
  object: {},
  answer_on_spot: {},
  dispatch: {},
  redispatch: {},
  amend: {},
}
