import type { Language } from '../../kernel/words.ts'

/** Title and sentence. `{…}` is filled from what the notice is about; `[…]` is left out where something in it is unknown. */
type Text = readonly [title: string, sentence: string]
type Template = Readonly<Record<Language, Text>>

/** Of each act: what whoever has to act next is told, and what those are told who only should know. */
const OF_ACTS = {
  'register.do': {
    zh: ['待交办：{number}', '新登记一件{kind}，请交办。'],
    en: ['To dispatch: {number}', '{kind}: newly registered, please dispatch it.'],
  },
  'register.know': {
    zh: ['已登记：{number}', '{kind}已登记，正在安排部门办理。'],
    en: ['Registered: {number}', '{kind}: registered, a department is being found for it.'],
  },
  'refuse.know': {
    zh: ['不予受理：{number}', '{kind}不予受理，理由见事项。有异议的，可在事项页提出。'],
    en: [
      'Refused: {number}',
      '{kind}: refused, the reason stands in the case. Objections can be raised there.',
    ],
  },
  'object.do': {
    zh: ['有异议，待处理：{number}', '提出人对不予受理有异议，请处理。'],
    en: ['Objection to decide: {number}', 'The asker objects to the refusal; please decide.'],
  },
  'object.know': {
    zh: ['提出异议：{number}', '提出人对不予受理有异议。'],
    en: ['Objection: {number}', 'The asker objects to the refusal.'],
  },
  'answer_on_spot.do': {
    zh: ['已当场答复，请评价：{number}', '{kind}已当场答复，请看答复并评价。'],
    en: [
      'Answered on the spot, please rate: {number}',
      '{kind}: answered on the spot; please read and rate.',
    ],
  },
  'answer_on_spot.know': {
    zh: ['已当场答复：{number}', '{kind}已当场答复。'],
    en: ['Answered on the spot: {number}', '{kind}: answered on the spot.'],
  },
  'dispatch.do': {
    zh: ['待签收：{number}', '{kind}已交办给{department}，请签收。'],
    en: ['To accept: {number}', '{kind}: dispatched to {department}, please accept it.'],
  },
  'dispatch.know': {
    zh: ['已交办：{number}', '{kind}已交办[，由{department}办理]。'],
    en: ['Dispatched: {number}', '{kind}: dispatched[ to {department}].'],
  },
  'redispatch.do': {
    zh: ['改派，待签收：{number}', '{kind}改由{department}办理，请签收。'],
    en: ['Reassigned, to accept: {number}', '{kind}: now with {department}, please accept it.'],
  },
  'redispatch.know': {
    zh: ['已改派：{number}', '{kind}已改派[，现由{department}办理]。'],
    en: ['Reassigned: {number}', '{kind}: dispatched anew[, now with {department}].'],
  },
  'accept.know': {
    zh: ['已签收：{number}', '{kind}已由{department}签收，正在办理。'],
    en: ['Accepted: {number}', '{kind}: accepted by {department}, work has begun.'],
  },
  'return.do': {
    zh: ['部门退回，待重新交办：{number}', '{department}退回{kind}，请重新交办。'],
    en: [
      'Returned, to dispatch again: {number}',
      '{kind}: returned by {department}, please dispatch it again.',
    ],
  },
  'return.know': {
    zh: ['部门退回：{number}', '{department}退回{kind}，交办中心将重新交办。'],
    en: [
      'Returned: {number}',
      '{kind}: returned by {department}; the dispatch centre will dispatch it again.',
    ],
  },
  'set_co_organisers.do': {
    zh: ['请配合办理：{number}', '{kind}由{department}牵头，请贵部门配合，先签收。'],
    en: ['To help with: {number}', '{kind}: led by {department}; please sign for your part.'],
  },
  'set_co_organisers.know': {
    zh: ['配合部门已调整：{number}', '{kind}的配合部门已调整。'],
    en: ['Co-organisers changed: {number}', '{kind}: the departments that help have changed.'],
  },
  'co_accept.know': {
    zh: ['配合部门已签收：{number}', '配合部门已签收{kind}。'],
    en: ['Accepted by a co-department: {number}', '{kind}: a co-department accepted its part.'],
  },
  'co_return.do': {
    zh: ['配合部门退回，待处理：{number}', '配合部门退回{kind}，请另定配合部门。'],
    en: [
      'Returned by a co-department: {number}',
      '{kind}: a co-department returned its part; please settle who helps.',
    ],
  },
  'co_return.know': {
    zh: ['配合部门退回：{number}', '配合部门退回{kind}。'],
    en: ['Returned by a co-department: {number}', '{kind}: a co-department returned its part.'],
  },
  'co_reply.do': {
    zh: ['配合部门已反馈：{number}', '配合部门已反馈{kind}的办理情况，请汇总答复。'],
    en: [
      'A co-department reported: {number}',
      '{kind}: a co-department reported on its part; please answer.',
    ],
  },
  'propose_reply.do': {
    zh: ['答复待审核：{number}', '经办人已拟好{kind}的答复，请审核。'],
    en: ['Answer to approve: {number}', '{kind}: an answer is proposed, please approve it or send it back.'],
  },
  'send_back.do': {
    zh: ['答复退回修改：{number}', '负责人退回了拟好的答复，请修改后再报。'],
    en: ['Answer to revise: {number}', '{kind}: the head sent the proposed answer back, please revise it.'],
  },
  'reply.do': {
    zh: ['已答复，请评价：{number}', '{kind}已由{department}答复，请看答复并评价；不满意可以退回重办。'],
    en: [
      'Answered, please rate: {number}',
      '{kind}: answered by {department}. Please read and rate, or send it back.',
    ],
  },
  'reply.know': {
    zh: ['已答复：{number}', '{kind}已由{department}答复，等提出人评价。'],
    en: ['Answered: {number}', '{kind}: answered by {department}, the asker is to rate.'],
  },
  'confirm.do': {
    zh: ['待销号：{number}', '提出人已评价{kind}，请核对后销号。'],
    en: ['To strike off: {number}', '{kind}: rated by the asker, please check and strike it off.'],
  },
  'confirm.know': {
    zh: ['已评价：{number}', '提出人已评价{kind}。'],
    en: ['Rated: {number}', '{kind}: rated by the asker.'],
  },
  'confirm_for_asker.do': {
    zh: ['代为确认，待销号：{number}', '{kind}已由回访员代为确认，请核对后销号。'],
    en: [
      'Confirmed for the asker, to strike off: {number}',
      '{kind}: confirmed for the asker, please check and strike it off.',
    ],
  },
  'confirm_for_asker.know': {
    zh: ['代为确认：{number}', '{kind}已由回访员代为确认。不符合实情的，可以退回重办。'],
    en: [
      'Confirmed for the asker: {number}',
      '{kind}: confirmed for the asker. If that is not so, it can be sent back.',
    ],
  },
  'dispute.do': {
    zh: ['不满意，待裁定：{number}', '提出人不满意，请裁定是销号还是重办。'],
    en: [
      'Dispute to decide: {number}',
      '{kind}: the asker is not satisfied; please decide whether it is worked again.',
    ],
  },
  'dispute.know': {
    zh: ['提出人不满意：{number}', '提出人对{kind}的办理不满意，等督查裁定。'],
    en: ['Not satisfied: {number}', '{kind}: the asker is not satisfied; the supervisor will decide.'],
  },
  'reject.do': {
    zh: ['退回重办：{number}', '提出人不认可答复，请重办。'],
    en: ['Sent back: {number}', '{kind}: the asker does not accept the answer, please work on it again.'],
  },
  'reject.know': {
    zh: ['退回重办：{number}', '提出人不认可答复，{kind}退回重办。'],
    en: ['Sent back: {number}', '{kind}: the asker does not accept the answer; it is worked again.'],
  },
  'decide_dispute.do': {
    zh: ['裁定已出：{number}', '督查已作出裁定，请按裁定办理。'],
    en: ['Dispute decided: {number}', '{kind}: the supervisor has decided, please act accordingly.'],
  },
  'decide_dispute.know': {
    zh: ['裁定已出：{number}', '督查已对{kind}作出裁定。'],
    en: ['Dispute decided: {number}', '{kind}: the supervisor has decided.'],
  },
  'countersign.do': {
    zh: ['已会签，待销号：{number}', '督查已会签{kind}，可以销号。'],
    en: ['Countersigned, to strike off: {number}', '{kind}: countersigned, it can be struck off.'],
  },
  'strike_off.know': {
    zh: ['已销号：{number}', '{kind}已销号。三十天内仍有问题的，可以要求重办。'],
    en: ['Struck off: {number}', '{kind}: struck off. It can be reopened within thirty days.'],
  },
  'reopen.do': {
    zh: ['重办：{number}', '{kind}销号后被要求重办，请办理。'],
    en: ['Reopened: {number}', '{kind}: reopened after it was struck off, please work on it.'],
  },
  'reopen.know': {
    zh: ['重办：{number}', '{kind}销号后重新办理。'],
    en: ['Reopened: {number}', '{kind}: reopened after it was struck off.'],
  },
  'request_extension.do': {
    zh: ['申请延期，待审批：{number}', '{department}申请延期，请审批。'],
    en: ['Extension to decide: {number}', '{kind}: {department} asks for more time, please decide.'],
  },
  'request_extension.know': {
    zh: ['已申请延期：{number}', '{department}已为{kind}申请延期。'],
    en: ['Extension asked for: {number}', '{kind}: {department} asked for more time.'],
  },
  'decide_extension.do': {
    zh: ['延期申请已审批：{number}', '{kind}的延期申请已有结果，请按现在的期限办理。'],
    en: [
      'Extension decided: {number}',
      '{kind}: the extension was decided, please keep to the present due date.',
    ],
  },
  'decide_extension.know': {
    zh: ['延期申请已审批：{number}', '{kind}的延期申请已有结果，期限以现在的为准。'],
    en: ['Extension decided: {number}', '{kind}: the extension was decided; the present due date holds.'],
  },
  'request_suspension.do': {
    zh: ['申请挂起，待审批：{number}', '{department}申请挂起，请审批。'],
    en: ['Suspension to decide: {number}', '{kind}: {department} asks to suspend it, please decide.'],
  },
  'request_suspension.know': {
    zh: ['已申请挂起：{number}', '{department}已为{kind}申请挂起。'],
    en: ['Suspension asked for: {number}', '{kind}: {department} asked to suspend it.'],
  },
  'decide_suspension.do': {
    zh: ['挂起申请已审批：{number}', '{kind}的挂起申请已有结果，请按结果办理。'],
    en: ['Suspension decided: {number}', '{kind}: the suspension was decided, please act accordingly.'],
  },
  'decide_suspension.know': {
    zh: ['挂起申请已审批：{number}', '{kind}的挂起申请已有结果。'],
    en: ['Suspension decided: {number}', '{kind}: the suspension was decided.'],
  },
  'resume.do': {
    zh: ['恢复办理：{number}', '{kind}恢复办理，请接着办。'],
    en: ['Resumed: {number}', '{kind}: resumed, please go on with it.'],
  },
  'resume.know': {
    zh: ['恢复办理：{number}', '{kind}恢复办理。'],
    en: ['Resumed: {number}', '{kind}: work on it goes on.'],
  },
  'lapse.know': {
    zh: ['到期自动处理：{number}', '{kind}因期限届满已自动处理，结果见事项。'],
    en: ['Time ran out: {number}', '{kind}: settled because time ran out; the case says how.'],
  },
  'withdraw.know': {
    zh: ['已撤回：{number}', '提出人撤回了{kind}，不再办理。'],
    en: ['Withdrawn: {number}', '{kind}: withdrawn by the asker, no more work is needed.'],
  },
  'merge.know': {
    zh: ['已并件：{number}', '{kind}已并入另一件办理。'],
    en: ['Merged: {number}', '{kind}: goes on as part of another case.'],
  },
  'hand_over.know': {
    zh: ['已移交：{number}', '{kind}已移交园区以外的单位办理。'],
    en: ['Handed over: {number}', '{kind}: handed over to a body outside the park.'],
  },
  'take_back.do': {
    zh: ['收回办理：{number}', '{kind}已收回，请办理。'],
    en: ['Taken back: {number}', '{kind}: taken back, please work on it.'],
  },
  'take_back.know': {
    zh: ['收回办理：{number}', '{kind}已收回。'],
    en: ['Taken back: {number}', '{kind}: taken back.'],
  },
  'escalate.do': {
    zh: ['提级，请协调：{number}', '{kind}已提级，请协调。'],
    en: ['Escalated: {number}', '{kind}: escalated, please see to it.'],
  },
  'escalate.know': {
    zh: ['已提级：{number}', '{kind}已提级办理。'],
    en: ['Escalated: {number}', '{kind}: escalated.'],
  },
  'amend.know': {
    zh: ['有更正：{number}', '{kind}的登记内容有更正，请看事项。'],
    en: ['Amended: {number}', '{kind}: what was registered has been amended, see the case.'],
  },
  'urge.do': {
    zh: ['催办：{number}', '{kind}被催办，请尽快办理。'],
    en: ['Urged: {number}', '{kind}: urged, please see to it soon.'],
  },
  'urge.know': {
    zh: ['催办：{number}', '{kind}被催办。'],
    en: ['Urged: {number}', '{kind}: urged.'],
  },
  'supervise.do': {
    zh: ['督办：{number}', '{kind}已列入督办，请按要求办理并反馈。'],
    en: ['Under supervision: {number}', '{kind}: under supervision, please act and report.'],
  },
  'supervise.know': {
    zh: ['督办：{number}', '{kind}已列入督办。'],
    en: ['Under supervision: {number}', '{kind}: under supervision.'],
  },
  'reassign_handler.do': {
    zh: ['换经办人：{number}', '{kind}在{department}内换了经办人，请看是否由自己办。'],
    en: [
      'Handler changed: {number}',
      '{kind}: the handler within {department} changed, see whether it is you.',
    ],
  },
  'mark_key.know': {
    zh: ['重点清单有变：{number}', '{kind}的重点清单标记有变。'],
    en: ['Key list changed: {number}', '{kind}: put on the key list or taken off it.'],
  },
  'attach.know': {
    zh: ['有新材料：{number}', '{kind}有新材料，请看事项。'],
    en: ['New material: {number}', '{kind}: new material was added, see the case.'],
  },
} as const satisfies Readonly<Record<string, Template>>

/** What nobody's act causes: time, and the product itself. */
const OF_TIME = {
  'recount.know': {
    zh: ['时限按新公布的放假安排重算：{number}', '{kind}的到期日按新公布的放假安排重算为 {due_on}。'],
    en: [
      'Due date counted again: {number}',
      '{kind}: counted again by the official days now published, due on {due_on}.',
    ],
  },
  'reminder.dispatch': {
    zh: ['仍未交办：{number}', '{kind}登记后仍未交办，请交办。'],
    en: ['Not dispatched yet: {number}', '{kind}: registered and not dispatched yet.'],
  },
  'reminder.strike_off': {
    zh: ['仍未销号：{number}', '{kind}确认后仍未销号，请核实销号。'],
    en: ['Not struck off yet: {number}', '{kind}: confirmed and not struck off yet.'],
  },
  'reminder.accept': {
    zh: ['仍未签收：{number}', '{kind}交办后仍未签收，请签收或退回。'],
    en: ['Not accepted yet: {number}', '{kind}: dispatched and not accepted yet; accept or return it.'],
  },
  'reminder.due_soon': {
    zh: ['将到期：{number}', '{kind}将于 {due_on} 到期，请按时答复。'],
    en: ['Due soon: {number}', '{kind}: due on {due_on}, please answer in time.'],
  },
  'reminder.overdue': {
    zh: ['已超期：{number}', '{kind}应于 {due_on} 前答复，已超期，请尽快办理。'],
    en: ['Overdue: {number}', '{kind}: was due on {due_on} and is overdue, please answer.'],
  },
  'reminder.rate': {
    zh: ['请评价：{number}', '{kind}已答复，还没有评价。'],
    en: ['Please rate: {number}', '{kind}: answered and not rated yet.'],
  },
  'reminder.review': {
    zh: ['到了约定回看的日子：{number}', '{kind}到了约定回看的日子，请看现在能不能解决。'],
    en: [
      'Time to look again: {number}',
      '{kind}: the day to look again has come; see whether it can be solved now.',
    ],
  },
  'reminder.resume': {
    zh: ['挂起将到期：{number}', '{kind}的挂起将到期，请准备恢复办理。'],
    en: ['Suspension ends: {number}', '{kind}: its suspension is about to end, please prepare to resume.'],
  },
  'delivery.given_up': {
    zh: ['站外通知没有送达', '发到所留地址的通知多次没有送达，不再重试。请检查通知设置里的地址。'],
    en: [
      'A message could not be delivered',
      'Several tries failed and no more are made. Please check the address in your notice settings.',
    ],
  },
  'webhook.given_up': {
    zh: ['推送失败：{host}', '向 {host} 推送多次失败，不再重试。对方修好后可以重新推送。'],
    en: [
      'Webhook failed: {host}',
      'Several tries to reach {host} failed and no more are made. It can be replayed once the receiver works.',
    ],
  },
} as const satisfies Readonly<Record<string, Template>>

/** Every text that a notice can have. No names of people, no telephone numbers, no words of a case: what fills them has none. */
export const TEMPLATES = { ...OF_ACTS, ...OF_TIME } as const
export type TemplateCode = keyof typeof TEMPLATES

/** What stands below the sentence of a notice about a case. */
export const FACTS: Readonly<Record<Language, string>> = {
  zh: '编号 {number}[，{state}][，牵头部门：{department}][，到期日 {due_on}]。',
  en: 'No. {number}[, {state}][, lead department: {department}][, due on {due_on}].',
}

export const isTemplate = (code: string): code is TemplateCode => Object.hasOwn(TEMPLATES, code)
