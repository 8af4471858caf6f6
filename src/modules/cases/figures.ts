import { sql, type RawBuilder } from 'kysely'
import type { Dimension, Figure, FigureParams } from '../../kernel/figure.ts'
import { literals } from '../../kernel/statement.ts'
import { OPEN_STATES } from './contract.ts'
import { countedAt, mergedAt } from './counted.ts'
import { withNames } from './store.ts'
import {
  askerInScope,
  contentInScope,
  inNumbers,
  numbersScopeOf,
  type ScopeParams,
  type ScopeShape,
} from './scope.ts'
import { labels } from './labels.ts'

type Params = FigureParams & ScopeParams & { readonly from?: string; readonly to?: string }

type Definition = Pick<Figure, 'name' | 'title' | 'definition' | 'unit'> & {
  readonly where: (p: Params) => RawBuilder<unknown>
  readonly moment: RawBuilder<string>
  readonly hit?: RawBuilder<boolean>
  readonly measure?: RawBuilder<number>
}

/** What the enterprises counted as at the moment of the figure: read once, however many rows there are. */
const mastersThen = (
  p: Params,
) => sql`(select jsonb_object_agg(m.enterprise_id, m.master_id) from enterprise_masters m
    where m.park_id = ${p.parkId} and m.from_at <= ${p.asOf}::timestamptz
      and (m.until_at is null or m.until_at > ${p.asOf}::timestamptz))`
const masterNamesThen = (
  p: Params,
) => sql`(select jsonb_object_agg(m.enterprise_id, x.name) from enterprise_masters m
    join enterprises x on x.park_id = m.park_id and x.id = m.master_id
    where m.park_id = ${p.parkId} and m.from_at <= ${p.asOf}::timestamptz
      and (m.until_at is null or m.until_at > ${p.asOf}::timestamptz))`

/** A case keeps the enterprise that it was registered with, and counts under what that one counted as then. */
const askerKey = (p: Params) => sql<string | null>`case when not ${askerInScope(p)} then 'confidential'
  else coalesce(${mastersThen(p)} ->> c.enterprise_id::text, c.enterprise_id::text, c.asker_name) end`
/** The enterprise, and whatever at any time counted as it. */
const everWithin = (p: Params, key: RawBuilder<string>) => sql<boolean>`c.enterprise_id = any(array(
    select ${key}::uuid union all select m.enterprise_id from enterprise_masters m
    where m.park_id = ${p.parkId} and m.master_id = ${key}::uuid))`
const askerLabel = (p: Params) => sql<string | null>`case when not ${askerInScope(p)} then '保密'
  else coalesce(${masterNamesThen(p)} ->> c.enterprise_id::text, e.name, c.asker_name) end`

const dimensions =
  (moment: (p: Params) => RawBuilder<string>) =>
  (p: Params): Record<string, Dimension> => ({
    department: { key: sql`c.lead_department_id::text`, label: sql`d.name` },
    category: { key: sql`c.category`, label: sql`c.category` },
    source: { key: sql`c.source`, label: sql`c.source` },
    enterprise: { key: askerKey(p), label: askerLabel(p), within: (key) => everWithin(p, key) },
    officer: { key: sql`c.officer_id::text`, label: sql`o.name` },
    rung: { key: sql`c.rung`, label: sql`c.rung`, words: labels.rung },
    outcome: { key: sql`c.outcome`, label: sql`c.outcome`, words: labels.outcome },
    satisfaction: { key: SATISFACTION, label: SATISFACTION, words: labels.satisfaction },
    state: { key: sql`c.state`, label: sql`c.state`, words: labels.state },
    month: { key: sql`to_char(${moment(p)}, 'YYYY-MM')`, label: sql`to_char(${moment(p)}, 'YYYY-MM')` },
  })

const SATISFACTION = sql<
  string | null
>`case when c.by_default then 'by_default' when c.rating >= 4 then 'satisfied'
  when c.rating = 3 then 'fairly' when c.rating is not null then 'not_satisfied' end`

/** Whoever sees the numbers of the park and not its cases is shown no more of a row than that it is there. */
const shown = (p: Params) => sql`case when ${contentInScope(p)} then json_build_object(
  'id', c.id, 'number', c.number, 'state', c.state, 'text', c.text, 'category', c.category,
  'asker', case when ${askerInScope(p)} then coalesce(e.name, c.asker_name) end, 'department', d.name,
  'registered_on', c.registered_on, 'due_on', c.due_on, 'replied_on', c.replied_on, 'rating', c.rating,
  'struck_off_on', c.struck_off_on,
  'merged_into', (select g.number from cases g where g.park_id = c.park_id and g.id = c.merged_into))
  else json_build_object() end`

const scope: Figure['scope'] = (actor) => {
  const { shape, params } = numbersScopeOf(actor)
  return { shape, params: { ...params } }
}

/** A figure over cases of kind request. */
function ofCases({ where, moment, hit, measure, ...named }: Definition): Figure<Params> {
  return {
    ...named,
    kind: hit ? 'rate' : measure ? 'median' : 'count',
    scope,
    source: ({ past, scope: seen }, p) => sql`
      from ${withNames(countedAt(past, p))}
      where c.park_id = ${p.parkId} and c.kind = 'request' and ${inNumbers(seen as ScopeShape, p)} and (${where(p)})`,
    moment: () => moment,
    ...(hit && { hit }),
    ...(measure && { measure }),
    key: sql`c.id::text`,
    shown,
    dimensions: dimensions(() => moment),
  }
}

/**
 * A figure over cases of kind request on which an act was taken, or on the case that goes on for them: a case counts
 * once, however often it happened in the period, by the first day of the period on which it did. Days are the park's, so
 * the period is compared by them here and not by the moment of the row alone.
 */
function ofActs(
  action: 'return' | 'reopen',
  named: Pick<Figure, 'name' | 'title' | 'definition'>,
): Figure<Params> {
  const day = (p: Params) => sql<string>`(en.happened_at at time zone ${p.zone})::date`
  const moment = sql<string>`acts.on_day`
  const entriesOf = (p: Params) => sql`(select case_id, happened_at from entries
    where park_id = ${p.parkId} and action = ${action} and recorded_at <= ${p.asOf}::timestamptz) en`
  return {
    ...named,
    unit: '件',
    kind: 'count',
    scope,
    source: ({ past, scope: seen }, p) => sql`
      from ${withNames(countedAt(past, p))}
      join (
        select act.case_id, min(act.on_day) as on_day
        from (
          select en.case_id, ${day(p)} as on_day from ${entriesOf(p)}
          union all
          select k.id, ${day(p)} from ${entriesOf(p)} join (
            select k.id, k.merged_into from ${mergedAt(past, p)}) k on k.merged_into = en.case_id
        ) as act
        where (${p.from}::date is null or act.on_day >= ${p.from}::date)
          and (${p.to}::date is null or act.on_day <= ${p.to}::date)
        group by act.case_id
      ) acts on acts.case_id = c.id
      where c.park_id = ${p.parkId} and c.kind = 'request' and ${inNumbers(seen as ScopeShape, p)}`,
    moment: () => moment,
    key: sql`c.id::text`,
    shown,
    dimensions: dimensions(() => moment),
  }
}

/** Named one by one, so that the index on states is of use. */
const OPEN = sql`c.state in (${literals(OPEN_STATES)})`
/** Nobody has answered and the due date has passed. */
const overdue = (p: Params) =>
  sql`c.state in ('dispatched', 'accepted', 'returned') and ${p.asOf}::timestamptz > c.due_at`

export const figures = [
  ofCases({
    name: 'requests.registered',
    title: { zh: '登记诉求', en: 'Requests registered' },
    definition: {
      zh: '登记的诉求件数，按登记日期归入时段。',
      en: 'Requests registered, by the day of registration.',
    },
    unit: '件',
    where: () => sql`true`,
    moment: sql`c.registered_on`,
  }),
  ofCases({
    name: 'requests.struck_off',
    title: { zh: '已销号', en: 'Struck off' },
    definition: {
      zh: '已销号的诉求件数，按销号日期归入时段；重办的不再算。',
      en: 'Requests struck off, by the day of strike-off; reopened ones no longer count.',
    },
    unit: '件',
    where: () => sql`c.state = 'struck_off'`,
    moment: sql`c.struck_off_on`,
  }),
  ofCases({
    name: 'requests.on_the_spot',
    title: { zh: '当场解决', en: 'Answered on the spot' },
    definition: {
      zh: '当场答复的诉求件数，按首次答复日期归入时段。',
      en: 'Requests answered on the spot, by the day of the first reply.',
    },
    unit: '件',
    where: () => sql`c.rung = 'on_spot' and c.first_replied_on is not null`,
    moment: sql`c.first_replied_on`,
  }),
  ofCases({
    name: 'requests.open',
    title: { zh: '未销号', en: 'Open' },
    definition: {
      zh: '还没有销号或办结的诉求件数，按登记日期归入时段。',
      en: 'Requests not yet ended, by the day of registration.',
    },
    unit: '件',
    where: () => OPEN,
    moment: sql`c.registered_on`,
  }),
  ofCases({
    name: 'requests.overdue',
    title: { zh: '超期未答复', en: 'Overdue' },
    definition: {
      zh: '到期没有答复、仍在办理的诉求件数，按到期日归入时段。',
      en: 'Requests being worked whose due date has passed without an answer, by the due day.',
    },
    unit: '件',
    where: overdue,
    moment: sql`c.due_on`,
  }),
  ofCases({
    name: 'requests.response_rate',
    title: { zh: '响应率', en: 'Response rate' },
    definition: {
      zh: '首次签收或答复没有超过响应时限的件数，除以已响应和响应时限已过的件数；按交办日期归入时段。导入的台账没有签收时限，按办理时限和日期算。',
      en: 'First accepted or answered within the response time, out of those responded to or past it; by the day of dispatch. Imported ledgers have no response time: the due date counts, by date.',
    },
    unit: '%',
    where: (p) => sql`c.dispatched_on is not null and (c.respond_by is not null or c.due_on is not null)
      and (c.responded_at is not null or ${p.asOf}::timestamptz > coalesce(c.respond_by, c.due_at))`,
    hit: sql`coalesce(case when c.respond_by is not null then c.responded_at <= c.respond_by
      else c.responded_on <= c.due_on end, false)`,
    moment: sql`c.dispatched_on`,
  }),
  ofCases({
    name: 'requests.resolution_rate',
    title: { zh: '解决率', en: 'Resolution rate' },
    definition: {
      zh: '结果为“已解决”的件数，除以已销号且结果明确的件数；按销号日期归入时段。',
      en: 'Solved, out of those struck off with a known outcome; by the day of strike-off.',
    },
    unit: '%',
    where: () => sql`c.state = 'struck_off' and c.outcome is not null`,
    hit: sql`c.outcome = 'solved'`,
    moment: sql`c.struck_off_on`,
  }),
  ofCases({
    name: 'requests.satisfaction_rate',
    title: { zh: '满意率', en: 'Satisfaction rate' },
    definition: {
      zh: '评价为满意（5、4）和基本满意（3）的件数，除以有评价的件数；默认确认的不算评价；按评价日期归入时段。',
      en: 'Rated satisfied (5, 4) or fairly satisfied (3), out of those rated; confirmed by default is not rated; by the day of the rating.',
    },
    unit: '%',
    where: () => sql`c.rating is not null`,
    hit: sql`c.rating >= 3`,
    // A rating on paper may stand beside the reply without a confirmation.
    moment: sql`coalesce(c.confirmed_on, c.replied_on)`,
  }),
  ofCases({
    name: 'requests.on_time_rate',
    title: { zh: '按期答复率', en: 'On-time rate' },
    definition: {
      zh: '首次答复不晚于当时时限的件数，除以已答复和超期未答复的件数；按首次答复日期归入时段，未答复的按到期日。',
      en: 'First answered by the due date then in force, out of those answered or overdue without an answer; by the day of the first reply, the unanswered by their due day.',
    },
    unit: '%',
    where: (p) => sql`(c.first_replied_on is not null and c.first_reply_due_on is not null)
      or (c.first_replied_on is null and ${overdue(p)})`,
    hit: sql`coalesce(c.first_replied_on <= c.first_reply_due_on, false)`,
    moment: sql`coalesce(c.first_replied_on, c.due_on)`,
  }),
  ofActs('return', {
    name: 'requests.returned',
    title: { zh: '部门退回', en: 'Returned' },
    definition: {
      zh: '部门退回过的诉求件数：时段内退回几次都算一件，按其中第一次退回的日期归入。',
      en: 'Requests that a department returned: once each, however often in the period, by the day of the first return in it.',
    },
  }),
  ofActs('reopen', {
    name: 'requests.reopened',
    title: { zh: '重办', en: 'Reopened' },
    definition: {
      zh: '销号后重办过的诉求件数：时段内重办几次都算一件，按其中第一次重办的日期归入。',
      en: 'Requests reopened after strike-off: once each, however often in the period, by the day of the first reopening in it.',
    },
  }),
  ofCases({
    name: 'requests.median_working_days',
    title: { zh: '答复用时中位数', en: 'Median working days to answer' },
    definition: {
      zh: '从交办到首次答复的工作日数，取中位数；按首次答复日期归入时段。',
      en: 'Working days from dispatch to the first reply, the median; by the day of the first reply.',
    },
    unit: '个工作日',
    where: () => sql`c.reply_working_days is not null`,
    measure: sql`c.reply_working_days`,
    moment: sql`c.first_replied_on`,
  }),
  ofCases({
    name: 'requests.on_key_list',
    title: { zh: '重点诉求', en: 'On the key list' },
    definition: {
      zh: '列入重点清单的诉求件数，按登记日期归入时段。',
      en: 'Requests on the key list, by the day of registration.',
    },
    unit: '件',
    where: () => sql`c.key_list`,
    moment: sql`c.registered_on`,
  }),
  ofCases({
    name: 'requests.by_default',
    title: { zh: '默认确认', en: 'Confirmed by default' },
    definition: {
      zh: '多次联系不上、没有评价而默认确认的件数，按确认日期归入时段。',
      en: 'Confirmed without a word of the asker after attempts to reach him, by the day of confirmation.',
    },
    unit: '件',
    where: () => sql`c.by_default`,
    moment: sql`c.confirmed_on`,
  }),
] as const
