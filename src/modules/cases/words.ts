import { shown, type Words } from '../../kernel/words.ts'
import { label } from './labels.ts'

const states = (codes: unknown, language: 'zh' | 'en') =>
  (Array.isArray(codes) ? codes : [codes])
    .map((code) => label('state', String(code), language))
    .join(language === 'zh' ? '、' : ', ')

export const words: Words = {
  'cases.missing': {
    zh: () => '没有这件事项，或者您看不到它。请核对编号。',
    en: () => 'There is no such case, or it is not yours to see. Check the number.',
  },
  'cases.entry_unreadable': {
    zh: ({ number, seq }) =>
      `${shown(number)} 第 ${shown(seq)} 条记录被人在库里改过，无法显示。请管理员运行 bihuan verify 核对，并从备份中找回。`,
    en: ({ number, seq }) =>
      `Entry ${shown(seq)} of ${shown(number)} was changed in the database and cannot be shown. Have the administrator run bihuan verify, and look it up in the backup.`,
  },
  'cases.wrong_state': {
    zh: ({ act, state, possible_in }) =>
      `这件事项现在是“${states(state, 'zh')}”，不能${label('action', String(act), 'zh')}；${label('action', String(act), 'zh')}要在：${states(possible_in, 'zh')}。`,
    en: ({ act, state, possible_in }) =>
      `The case is "${states(state, 'en')}" now and cannot take the act "${label('action', String(act), 'en')}", which is possible in: ${states(possible_in, 'en')}.`,
  },
  'cases.changed_since': {
    zh: ({ state, version }) =>
      `您看到之后，别人改过这件事项：现在是“${states(state, 'zh')}”，第 ${shown(version)} 版。请看过再办。`,
    en: ({ state, version }) =>
      `Somebody changed the case since you read it: it is "${states(state, 'en')}" now, version ${shown(version)}. Look at it and try again.`,
  },
  'cases.returned_twice': {
    zh: () => '这件事项已经退回两次，由交办中心定，不能再退。',
    en: () =>
      'The case has been returned twice; the dispatch centre has decided and it cannot be returned again.',
  },
  'cases.own_work': {
    zh: () => '自己办的事，不能由自己确认或销号。请换一位同事。',
    en: () => 'Nobody confirms or strikes off his own work; ask a colleague.',
  },
  'cases.asker_confirmed': {
    zh: () => '提出人自己确认过了，不能再退回；要重办，销号后 30 天内提出。',
    en: () => 'The asker has confirmed in person; after strike-off it can be reopened within 30 days.',
  },
  'cases.no_dispute': {
    zh: () => '没有要裁定的：评价为不满意（1、2）的才由督查裁定。',
    en: () => 'There is nothing to decide: only ratings of 1 or 2 are decided by the supervisor.',
  },
  'cases.dispute_open': {
    zh: () => '提出人不满意，要先由督查裁定，才能销号。',
    en: () => 'The asker is not satisfied; the supervisor decides before it can be struck off.',
  },
  'cases.countersign_needed': {
    zh: () => '牵头的是交办中心自己的部门，要先由督查会签，才能销号。',
    en: () =>
      "The dispatch centre's own department led this case; the supervisor countersigns before it is struck off.",
  },
  'cases.countersign_not_needed': {
    zh: () => '只有交办中心自己部门牵头的事项要会签。',
    en: () => "Only cases led by the dispatch centre's own department are countersigned.",
  },
  'cases.countersigned': { zh: () => '已经会签过了。', en: () => 'It has been countersigned already.' },
  'cases.department_needed': {
    zh: () => '没有对应的分派规则，请写明牵头部门（department）。',
    en: () => 'No routing rule fits; name the lead department (department).',
  },
  'cases.children_open': {
    zh: ({ count }) => `还有 ${shown(count)} 件子事项没有办结，先办结它们，才能销号。`,
    en: ({ count }) => `${shown(count)} parts of it are still open; they are closed before it is struck off.`,
  },
  'cases.reopen_too_late': {
    zh: ({ days }) => `销号已过 ${shown(days)} 天，不能再要求重办；请另提一件，或者找督查。`,
    en: ({ days }) =>
      `It was struck off more than ${shown(days)} days ago; register a new one, or ask the supervisor.`,
  },
  'cases.head_signs': {
    zh: () => '“解释说明”要由部门负责人答复。',
    en: () => 'The outcome "explained" is for the head of the department to sign.',
  },
  'cases.review_needed': {
    zh: ({ after }) => `“解释说明”要写明再看的日期（review_on），晚于 ${shown(after)}。`,
    en: ({ after }) => `"Explained" needs the day to look again (review_on), after ${shown(after)}.`,
  },
  'cases.not_yet': {
    zh: ({ field }) => `${shown(field)} 写的时刻还没有到。`,
    en: ({ field }) => `The moment in ${shown(field)} has not come yet.`,
  },
  'cases.due_before_dispatch': {
    zh: ({ date, today }) => `时限 ${shown(date)} 早于今天 ${shown(today)}。请写今天或以后的日期。`,
    en: ({ date, today }) =>
      `The due date ${shown(date)} lies before today, ${shown(today)}. Give today or a later day.`,
  },
  'cases.attempt_out_of_range': {
    zh: ({ from, to }) => `联系的日期要在答复之后、今天以前：${shown(from)} 至 ${shown(to)}。`,
    en: ({ from, to }) =>
      `Attempts to reach the asker lie between the reply and today: ${shown(from)} to ${shown(to)}.`,
  },
  'cases.attempts_two_days': {
    zh: () => '至少要在两个不同的日子联系过。',
    en: () => 'At least two attempts on different days are needed.',
  },
  'cases.still_time': {
    zh: ({ days, from }) => `最后一次联系后还没有满 ${shown(days)} 个工作日，${shown(from)} 起才能默认确认。`,
    en: ({ days, from }) =>
      `Fewer than ${shown(days)} working days have passed since the last attempt; by default it can be confirmed from ${shown(from)}.`,
  },
  'cases.asker_unnamed': {
    zh: () => '要写明谁提的：名称（asker.name）；企业也可以写信用代码或编号（asker.code、asker.id）。',
    en: () => 'Say who asks: the name (asker.name); of an enterprise the credit code or id will do.',
  },
  'cases.asker_by_name': {
    zh: ({ field, kind }) =>
      `“${label('asker', String(kind), 'zh')}”没有可查的${shown(field)}，请删去，改写名称（asker.name）。`,
    en: ({ field, kind }) =>
      `There is no ${shown(field)} by which to look up an asker of kind "${label('asker', String(kind), 'en')}"; leave it out and give the name (asker.name).`,
  },
  'cases.note_public': {
    zh: () => '企业的备注对园区公开，请把 public 写成 true。',
    en: () => 'A note by the asker is public; set public to true.',
  },
}
