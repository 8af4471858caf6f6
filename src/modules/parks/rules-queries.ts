import { z } from 'zod'
import type { Actor } from '../../kernel/actor.ts'
import { Failure } from '../../kernel/failure.ts'
import { defineQuery } from '../../kernel/query.ts'
import { localDate } from '../../kernel/zone.ts'
import { ladderOn, rulesOn } from './rules.ts'
import { DeadlineRuleList, LadderView, RouteList, RulesOn } from './contract.ts'
import { findDeadlineRules, findLevels, findRoutes } from './rules-store.ts'
import { getPark } from './store.ts'

/** What sets the deadlines: on a day, or all that was ever set. */
export const deadlineRules = defineQuery({
  name: 'parks.deadline_rules',
  route: { method: 'GET', path: '/deadline-rules', summary: 'Deadline rules, as they hold on a day or all' },
  input: RulesOn,
  answer: DeadlineRuleList,
  allow: (actor) => actor.console || actor.holdings.length > 0,
  async answerWith({ tx, parkId }, { on }) {
    const rules = await findDeadlineRules(tx, parkId)
    return { items: on === undefined ? rules : rulesOn(rules, on) }
  },
})

/** How a late case climbs, on a day. */
export const ladder = defineQuery({
  name: 'parks.ladder',
  route: { method: 'GET', path: '/escalation-ladder', summary: 'The escalation ladder on a day' },
  input: RulesOn,
  answer: LadderView,
  allow: worksForPark,
  async answerWith({ tx, parkId, now }, { on }) {
    const [park, levels] = await Promise.all([getPark(tx, parkId), findLevels(tx, parkId)])
    const found = ladderOn(levels, on ?? localDate(now, park.timeZone))
    if (!found) throw new Failure('missing', 'parks.ladder_missing', {})
    return found
  },
})

/** To which department cases go, also by rules that have ended. */
export const routes = defineQuery({
  name: 'parks.routes',
  route: { method: 'GET', path: '/routes', summary: 'Routing rules' },
  input: z.strictObject({}),
  answer: RouteList,
  allow: worksForPark,
  async answerWith({ tx, parkId }) {
    return { items: await findRoutes(tx, parkId) }
  },
})

/** How the park works inside is for its own people. */
function worksForPark(actor: Actor): boolean {
  return actor.console || actor.holdings.some(({ post }) => post !== 'enterprise')
}
