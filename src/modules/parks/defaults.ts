import type { DeadlineRuleView, SetLadder } from './contract.ts'

/** The rules hold from before the first official calendar, so that old ledgers find one too. */
export const SINCE = '2007-01-01'
export const DEFAULT_SOURCE = '默认（2026-11-20），园区可另定'

const rule = (
  step: DeadlineRuleView['step'],
  code: string,
  name: string,
  given: Partial<Pick<DeadlineRuleView, 'urgency' | 'automatic' | 'unit'>> & { readonly amount: number },
): DeadlineRuleView => {
  const { urgency = null, automatic = true, unit = 'working_days', amount } = given
  const working_days = unit === 'working_days' ? amount : null
  return {
    code,
    name,
    step,
    kind: null,
    category: null,
    urgency,
    unit,
    amount,
    working_days,
    automatic,
    withdrawn: false,
    valid_from: SINCE,
    source: DEFAULT_SOURCE,
  }
}

const minutes = 'working_minutes'

/**
 * What a new park promises until it sets its own. No national rule gives these; they are the usual ones of service
 * hotlines, and a park replaces them by a newer row. Consultation and complex matters are for the dispatcher to name.
 */
export const DEFAULT_RULES: readonly DeadlineRuleView[] = [
  rule('reply', 'consultation', '咨询', { amount: 1, automatic: false }),
  rule('reply', 'general', '一般诉求', { amount: 5 }),
  rule('reply', 'complex', '复杂诉求', { amount: 10, automatic: false }),
  rule('reply', 'urgent', '紧急事项', { amount: 2, urgency: 'urgent' }),
  rule('reply', 'critical', '特急事项', { amount: 1, urgency: 'critical' }),
  rule('dispatch', 'dispatch', '交办', { amount: 1 }),
  rule('accept', 'accept', '签收', { amount: 4 * 60, unit: minutes }),
  rule('accept', 'accept_urgent', '紧急事项签收', { amount: 2 * 60, unit: minutes, urgency: 'urgent' }),
  rule('accept', 'accept_critical', '特急事项签收', { amount: 60, unit: minutes, urgency: 'critical' }),
  rule('confirm', 'confirm', '提出人评价', { amount: 5 }),
  rule('strike_off', 'strike_off', '销号', { amount: 3 }),
  rule('co_accept', 'co_accept', '配合部门签收', { amount: 4 * 60, unit: minutes }),
  rule('co_reply', 'co_reply', '配合部门答复', { amount: 2, unit: 'working_days_before' }),
]

/** How a late case climbs until the park sets its own ladder. */
export const DEFAULT_LADDER: SetLadder['levels'] = [
  { after_working_days: 0, posts: ['head', 'liaison'] },
  { after_working_days: 2, rung: 'weekly', posts: ['head', 'liaison', 'leader'] },
  { after_working_days: 5, rung: 'roundtable', posts: ['leader', 'supervisor'] },
  { after_working_days: 10, rung: 'consultation', posts: ['leader', 'supervisor', 'dispatcher'] },
]
