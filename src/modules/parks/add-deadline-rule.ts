import { holds, type Actor, type Capacity } from '../../kernel/actor.ts'
import { defineCommand } from '../../kernel/command.ts'
import { Failure } from '../../kernel/failure.ts'
import { newId } from '../../kernel/ids.ts'
import { localDate } from '../../kernel/zone.ts'
import { AddDeadlineRule, DeadlineRuleView } from './contract.ts'
import { findDeadlineRules, insertDeadlineRule } from './rules-store.ts'
import { getPark } from './store.ts'

/** Adds a rule, or a newer one of the same code. Promises already given stay as they were given. */
export const addDeadlineRule = defineCommand({
  name: 'parks.add_deadline_rule',
  route: {
    method: 'POST',
    path: '/deadline-rules',
    status: 201,
    summary: 'Add a deadline rule, or follow one by a newer row',
  },
  input: AddDeadlineRule,
  answer: DeadlineRuleView,
  async load({ tx, parkId }) {
    const [park, rules] = await Promise.all([getPark(tx, parkId), findDeadlineRules(tx, parkId)])
    return { park, rules }
  },
  allow: (actor) => setter(actor),
  handle(ctx, input, { park, rules }) {
    const valid_from = fromToday(input.valid_from, localDate(ctx.now, park.timeZone))
    const same = rules.filter(({ code }) => code === input.code)
    const other = same.find(({ step }) => step !== input.step)
    if (other) {
      throw new Failure('conflict', 'parks.rule_of_other_step', { code: input.code, step: other.step })
    }
    if (same.some((rule) => rule.valid_from === valid_from)) {
      throw new Failure('conflict', 'parks.rule_taken', { code: input.code, valid_from })
    }
    if (!fitsStep(input)) {
      throw new Failure('invalid', 'parks.rule_unit', { field: 'unit', step: input.step })
    }
    const { kind = null, category = null, urgency = null, unit, amount } = input
    const working_days = unit === 'working_days' ? amount : null
    const rule: DeadlineRuleView = { ...input, kind, category, urgency, working_days, valid_from }
    ctx.tx.send(insertDeadlineRule, { parkId: ctx.parkId, id: newId(ctx.now), ...rule })
    return rule
  },
  audit: ({ code, step, amount, unit }, { valid_from }) => ({
    summary: { code, step, amount, unit, valid_from },
  }),
})

/** Who sets what the park's clocks and routes run by. */
export const setter = (actor: Actor): Capacity | 'forbidden' =>
  actor.console
    ? 'console'
    : holds(actor, 'admin')
      ? 'admin'
      : holds(actor, 'dispatcher')
        ? 'dispatcher'
        : 'forbidden'

/** The day from which something holds. @throws Failure where it has passed: promises were made by what held then. */
export function fromToday(day: string | undefined, today: string): string {
  if (day !== undefined && day < today) {
    throw new Failure('invalid', 'parks.rule_backdated', { field: 'valid_from', day, today })
  }
  return day ?? today
}

/** What an asker is promised is said in days; and only a co-organiser's time can lean on the lead's due date. */
const fitsStep = ({ step, unit, amount }: AddDeadlineRule): boolean =>
  unit === 'working_minutes'
    ? step !== 'reply' && step !== 'redispatch'
    : amount <= 1000 && (unit === 'working_days' || step === 'co_reply')
