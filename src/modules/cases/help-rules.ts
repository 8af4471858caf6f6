import type { ActRule } from './act-rule.ts'
import type { CaseAct } from './contract.ts'

type Acts = Extract<
  CaseAct,
  'set_co_organisers' | 'co_accept' | 'co_return' | 'co_reply' | 'propose_reply' | 'send_back' | 'reply'
>

/** How several work on one case and sign one answer. */
export const helpRules: Readonly<Record<Acts, ActRule>> = {
  set_co_organisers: {},
  co_accept: {},
  co_return: {},
  co_reply: {},
  propose_reply: {},
  send_back: {},
  reply: {},
}
