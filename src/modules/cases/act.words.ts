import { shown, type Words } from '../../kernel/words.ts'
import { label } from './labels.ts'

const list = (names: unknown, language: 'zh' | 'en') =>
  (Array.isArray(names) ? names : [names]).map(String).join(language === 'zh' ? '、' : ', ')
/** 2026-10-16T09:00:00.000Z → 2026-10-16 */
const day = (instant: unknown) => String(instant).slice(0, 10)

/** What the acts say that are neither the straight road of a case nor the askers' own. */
export const words: Words = {
  'cases.day_too_far': {
    zh: () => '日期太远，请写 2049 年底以前的日期。',
    en: () => 'The date is too far ahead; give one before the end of 2049.',
  },
  'cases.decided_by_another': {
    zh: () => '企业对您的不予受理有异议，要由另一位同事决定。',
    en: () => 'The asker objected to your refusal; a colleague decides now.',
  },
  'cases.objected_before': {
    zh: () => '已经申诉过一次，不能再申诉。可以另提一件，写明新的情况。',
    en: () => 'It was objected to once already. Register a new request and say what is new.',
  },
  'cases.objection_too_late': {
    zh: ({ until }) => `申诉期到 ${day(until)} 为止，已经过了。可以另提一件。`,
    en: ({ until }) => `Objections were possible until ${day(until)}. A new request may be registered.`,
  },
  'cases.object_where_it_came_from': {
    zh: () => '这件事项已退还移交它的园区，请向那个园区提出。',
    en: () => 'It went back to the park that had handed it over; object there.',
  },
  'cases.hazard_evidence': {
    zh: ({ field }) =>
      `隐患销号要有整改前、整改后的照片（before、after，填已上传到本事项的附件）和他人复查（reinspection）；缺：${shown(field)}。`,
    en: ({ field }) =>
      `A hazard is struck off with pictures before and after (files of the case) and a re-inspection by somebody else; missing: ${shown(field)}.`,
  },
  'cases.same_picture': {
    zh: ({ file }) =>
      `整改前（before）和整改后（after）不能用同一张照片（${shown(file)}）。请上传整改后的照片，附到本事项再填。`,
    en: ({ file }) =>
      `The same picture (${shown(file)}) stands before and after; attach one taken after the remedy.`,
  },
  'cases.no_such_picture': {
    zh: ({ field, file }) => `${shown(field)}：${shown(file)} 不是本事项的图片附件。`,
    en: ({ field, file }) => `${shown(field)}: ${shown(file)} is no picture that hangs on this case.`,
  },
  'cases.parent_ended': {
    zh: ({ number, state }) =>
      `母事项 ${shown(number)} 已经是“${label('state', String(state), 'zh')}”，不能再加子事项。请单独登记。`,
    en: ({ number, state }) =>
      `${shown(number)} is "${label('state', String(state), 'en')}" and takes no parts any more. Register a case of its own.`,
  },
  'cases.same_department': {
    zh: ({ department }) => `已经由${shown(department)}牵头。要改派，请选另一个部门。`,
    en: ({ department }) => `${shown(department)} leads it already. Choose another department.`,
  },
  'cases.about_this_department': {
    zh: ({ department }) =>
      `这件事项反映的是${shown(department)}的人，不能交给${shown(department)}办，也不能由它配合。`,
    en: ({ department }) =>
      `The case is about a person of ${shown(department)}, which can neither lead it nor help with it.`,
  },
  'cases.not_yours_to_amend': {
    zh: ({ field }) => `${shown(field)} 不由您更正：提出人的话只能由提出人自己在登记后、交办前改。`,
    en: ({ field }) =>
      `${shown(field)} is not yours to put right: the asker's words are his own, until the case is dispatched.`,
  },
  'cases.nothing_changes': {
    zh: () => '和现在的一样，没有可改的。',
    en: () => 'It stands so already; nothing would change.',
  },
  'cases.no_such_person': {
    zh: ({ field, post }) =>
      `${shown(field)} 写的人不在本园区，或者没有“${label('post', String(post), 'zh')}”这个岗位。`,
    en: ({ field, post }) =>
      `The person in ${shown(field)} is not of this park or does not hold the post "${label('post', String(post), 'en')}".`,
  },
  'cases.highest_rung': {
    zh: () => '已经在最高一级（专家会商）。',
    en: () => 'It is on the highest rung already.',
  },
  'cases.rung_not_above': {
    zh: ({ now }) => `现在是“${label('rung', String(now), 'zh')}”，只能往上升。`,
    en: ({ now }) => `It is on the rung "${label('rung', String(now), 'en')}" and can only go up.`,
  },
  'cases.urged_lately': {
    zh: ({ from }) =>
      `24 小时内催办过了，${String(from).slice(0, 16).replace('T', ' ')}（UTC）以后可以再催。`,
    en: ({ from }) => `It was urged within the last 24 hours; again from ${shown(from)}.`,
  },
  'cases.no_department_yet': {
    zh: () => '还没有牵头部门，不能指定经办人。请先交办。',
    en: () => 'No department is in charge yet; dispatch it first.',
  },
  'cases.not_helping_so': {
    zh: ({ act }) => `您的部门现在没有可以“${label('action', String(act), 'zh')}”的配合任务。`,
    en: ({ act }) => `Your department has nothing here to "${label('action', String(act), 'en')}" now.`,
  },
  'cases.which_department': {
    zh: ({ departments }) =>
      `您在几个配合部门都有岗位，请写明是哪一个（department）：${list(departments, 'zh')}。`,
    en: ({ departments }) =>
      `You act for several co-organisers; say for which (department): ${list(departments, 'en')}.`,
  },
  'cases.helps_twice': {
    zh: ({ field, department }) => `${shown(field)}：${shown(department)}已经是牵头部门，或者写了两次。`,
    en: ({ field, department }) => `${shown(field)}: ${shown(department)} leads the case or stands twice.`,
  },
  'cases.co_organisers_missing': {
    zh: ({ departments }) =>
      `${list(departments, 'zh')}还没有答复。等它们答复，或者写明为什么不等（without_co_organisers）。`,
    en: ({ departments }) =>
      `${list(departments, 'en')} have not replied. Wait for them, or say why not (without_co_organisers).`,
  },
  'cases.nothing_proposed': {
    zh: () => '没有待签发的拟答复。',
    en: () => 'No proposed answer waits for a signature.',
  },
  'cases.commitment_needed': {
    zh: () => '“部分解决”要写明剩下的事和期限（commitment）；其他结果不写。',
    en: () => '"Partly solved" says what is left and by when (commitment); no other outcome does.',
  },
  'cases.request_waits': {
    zh: ({ what }) => `已经有一个${what === 'extension' ? '延期' : '挂起'}申请在等审批。`,
    en: ({ what }) =>
      `A request for ${what === 'extension' ? 'an extension' : 'a suspension'} waits already.`,
  },
  'cases.no_deadline': {
    zh: () => '这件事项没有时限，不用申请。',
    en: () => 'The case has no due date; nothing need be asked.',
  },
  'cases.asked_too_late': {
    zh: ({ due }) => `时限 ${day(due)} 已过，要在到期前申请。请尽快答复。`,
    en: ({ due }) => `The due date, ${day(due)}, has passed; more time is asked for before it. Answer soon.`,
  },
  'cases.extended_twice': {
    zh: ({ most }) => `已经延期 ${shown(most)} 次，不能再延。`,
    en: ({ most }) => `It was extended ${shown(most)} times; no further extension.`,
  },
  'cases.nothing_requested': {
    zh: ({ what }) => `没有待审批的${what === 'extension' ? '延期' : '挂起'}申请。`,
    en: ({ what }) => `No request for ${what === 'extension' ? 'an extension' : 'a suspension'} waits.`,
  },
  'cases.own_request': {
    zh: () => '自己的申请不能由自己审批，请另一位同事来。',
    en: () => 'Nobody decides his own request; ask a colleague.',
  },
  'cases.decided_too_late': {
    zh: ({ due }) => `申请要在 ${day(due)} 到期前审批，已经过了，申请失效。`,
    en: ({ due }) => `The request had to be decided before ${day(due)}; it has lapsed.`,
  },
  'cases.until_not_later': {
    zh: ({ field, due }) => `${shown(field)} 要晚于 ${shown(due)}。`,
    en: ({ field, due }) => `${shown(field)} must be later than ${shown(due)}.`,
  },
}
