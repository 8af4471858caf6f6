import type { ActRule } from './act-rule.ts'
import type { CaseAct } from './contract.ts'

type Acts = Extract<
  CaseAct,
  'request_extension' | 'decide_extension' | 'request_suspension' | 'decide_suspension' | 'resume'
>

/** What a head asks and another person decides: more time, or a pause. */
export const requestRules: Readonly<Record<Acts, ActRule>> = {
  request_extension: {},
  decide_extension: {},
  request_suspension: {},
  decide_suspension: {},
  resume: {},
}
