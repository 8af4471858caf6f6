import { shown, type Words } from '../../kernel/words.ts'

export const ruleWords: Words = {
  'parks.rule_code_form': {
    zh: () => '规则代码只用小写字母、数字、连字符和下划线，至多 40 个字，如 water_urgent',
    en: () =>
      'a rule code has lower-case letters, digits, hyphens and underscores, at most 40, such as water_urgent',
  },
  'parks.rule_amount': {
    zh: () => '时限至少是 1；当天到期请写 1 个工作日或若干分钟。不再用的规则另写一条，withdrawn 为 true',
    en: () =>
      'a deadline is at least 1: for the same day give working minutes; a rule that is to hold no more is followed by one with withdrawn: true',
  },
  'parks.rule_unit': {
    zh: ({ step }) =>
      `“${shown(step)}”这一步不能用这个单位：答复和改派只按工作日（至多 1000），working_days_before 只用于 co_reply。`,
    en: ({ step }) =>
      `The step ${shown(step)} cannot be set in this unit: replies and redispatch go by working days (1000 at most), working_days_before is for co_reply alone.`,
  },
  'parks.rule_of_other_step': {
    zh: ({ code, step }) => `代码“${shown(code)}”已经用于 ${shown(step)}，请换一个代码。`,
    en: ({ code, step }) => `The code "${shown(code)}" is a rule of the step ${shown(step)}; choose another.`,
  },
  'parks.rule_taken': {
    zh: ({ code, valid_from }) =>
      `“${shown(code)}”已经有一条自 ${shown(valid_from)} 起的规则，定了就不改；请写晚一天起。`,
    en: ({ code, valid_from }) =>
      `There already is a rule "${shown(code)}" from ${shown(valid_from)}, and rules are never changed; let the new one begin a day later.`,
  },
  'parks.rule_backdated': {
    zh: ({ day, today }) =>
      `起始日 ${shown(day)} 已经过去：那时的承诺按那时的规则。请写今天（${shown(today)}）或以后。`,
    en: ({ day, today }) =>
      `${shown(day)} has passed, and promises were made by what held then. Give today (${shown(today)}) or a later day.`,
  },
  'parks.ladder_taken': {
    zh: ({ valid_from }) => `自 ${shown(valid_from)} 起已经有一套升级阶梯，定了就不改；请写晚一天起。`,
    en: ({ valid_from }) =>
      `There already is a ladder from ${shown(valid_from)}, and ladders are never changed; let the new one begin a day later.`,
  },
  'parks.ladder_order': {
    zh: ({ field }) => `${shown(field)}：每一级都要比上一级晚。`,
    en: ({ field }) => `${shown(field)}: each level comes later than the one below it.`,
  },
  'parks.ladder_missing': {
    zh: () => '这一天还没有升级阶梯。用 POST /escalation-ladders 定一套。',
    en: () => 'There is no escalation ladder on that day. Set one with POST /escalation-ladders.',
  },
  'parks.route_missing': {
    zh: () => '没有这条分派规则。看 GET /routes。',
    en: () => 'There is no such routing rule. See GET /routes.',
  },
  'parks.route_ends_before': {
    zh: ({ valid_from }) => `截止日不能早于起始日 ${shown(valid_from)}。`,
    en: ({ valid_from }) => `It cannot end before it begins, on ${shown(valid_from)}.`,
  },
}
