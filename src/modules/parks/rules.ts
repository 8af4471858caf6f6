import type { DeadlineRuleView, EscalationLevel, LadderView, RouteView, RuleStep } from './contract.ts'

/** What rules and routes look at in a case. */
export interface Matter {
  readonly kind: string
  readonly category: string | null
  readonly urgency: string
  readonly subject?: string | null
}

/** The rules that hold on a day: of each code the newest that has begun, unless it says that it holds no more. */
export function rulesOn(rules: readonly DeadlineRuleView[], day: string): DeadlineRuleView[] {
  const newest = new Map<string, DeadlineRuleView>()
  for (const rule of rules) {
    if (rule.valid_from > day) continue
    const known = newest.get(rule.code)
    if (!known || rule.valid_from > known.valid_from) newest.set(rule.code, rule)
  }
  return [...newest.values()].filter(({ withdrawn }) => !withdrawn)
}

/**
 * The rule for a step of a case: of those that fit, the one that names most of the case, then the newest, then the first
 * by its code. Undefined where the park has none: then no clock runs.
 */
export function ruleFor(
  rules: readonly DeadlineRuleView[],
  { step, matter, day }: { step: RuleStep; matter: Matter; day: string },
): DeadlineRuleView | undefined {
  const holding = rulesOn(rules, day).filter((rule) => rule.step === step)
  const fitting = holding.filter(
    (rule) =>
      rule.automatic &&
      isFor(rule.kind, matter.kind) &&
      isFor(rule.category, matter.category) &&
      isFor(rule.urgency, matter.urgency),
  )
  const best = bestOf(fitting, ({ kind, category, urgency }) => [kind, category, urgency])
  // The version before knew no other way than the code: a park that it founds is served as it would be there.
  return best ?? (step === 'reply' ? holding.find(({ code }) => code === 'general') : undefined)
}

/** The ladder that holds on a day, its levels in their order. */
export function ladderOn(
  levels: readonly (EscalationLevel & Pick<LadderView, 'valid_from' | 'source'>)[],
  day: string,
): LadderView | undefined {
  const begun = levels.filter(({ valid_from }) => valid_from <= day)
  const newest = begun
    .map(({ valid_from }) => valid_from)
    .toSorted()
    .at(-1)
  const those = begun.filter(({ valid_from }) => valid_from === newest)
  const [first] = those
  if (!first) return undefined
  return {
    valid_from: first.valid_from,
    source: first.source,
    levels: those
      .map(({ level, after_working_days, rung, posts }) => ({ level, after_working_days, rung, posts }))
      .toSorted((a, b) => a.level - b.level),
  }
}

/** The route of a case on a day: the most specific that fits, then the newest. A route that names nothing is for all. */
export function routeFor(
  routes: readonly RouteView[],
  matter: Matter,
  { day, without = null }: { day: string; without?: string | null },
): RouteView | undefined {
  const fitting = routes.filter(
    (route) =>
      route.valid_from <= day &&
      (route.until === null || route.until >= day) &&
      route.department.id !== without &&
      isFor(route.kind, matter.kind) &&
      isFor(route.category, matter.category) &&
      isFor(route.subject, matter.subject ?? null),
  )
  return bestOf(fitting, ({ kind, category, subject }) => [kind, category, subject])
}

const isFor = (wanted: string | null, is: string | null): boolean => wanted === null || wanted === is

function bestOf<T extends { readonly valid_from: string }>(
  fitting: readonly T[],
  names: (one: T) => readonly (string | null)[],
): T | undefined {
  const weight = (one: T) => names(one).filter((name) => name !== null).length
  return fitting.toSorted(
    (a, b) =>
      weight(b) - weight(a) || (a.valid_from < b.valid_from ? 1 : a.valid_from > b.valid_from ? -1 : 0),
  )[0]
}
