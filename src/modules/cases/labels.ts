type Labels = Readonly<Record<string, { readonly zh: string; readonly en: string }>>

const state: Labels = {
  registered: { zh: '待交办', en: 'Registered' },
  dispatched: { zh: '待签收', en: 'Dispatched' },
  accepted: { zh: '办理中', en: 'Accepted' },
  returned: { zh: '已退回', en: 'Returned' },
  replied: { zh: '待评价', en: 'Replied' },
  confirmed: { zh: '待销号', en: 'Confirmed' },
  struck_off: { zh: '已销号', en: 'Struck off' },
  suspended: { zh: '挂起', en: 'Suspended' },
  closed_refused: { zh: '不予受理', en: 'Refused' },
  closed_withdrawn: { zh: '已撤回', en: 'Withdrawn' },
  closed_merged: { zh: '已并件', en: 'Merged' },
  closed_handed_over: { zh: '已移交', en: 'Handed over' },
}

const kind: Labels = {
  request: { zh: '诉求', en: 'Request' },
  obstacle: { zh: '项目堵点', en: 'Obstacle' },
  hazard: { zh: '隐患', en: 'Hazard' },
  finding: { zh: '督查问题', en: 'Finding' },
  commitment: { zh: '承诺', en: 'Commitment' },
  instruction: { zh: '批示', en: 'Instruction' },
}

const asker: Labels = {
  enterprise: { zh: '企业', en: 'Enterprise' },
  resident: { zh: '居民', en: 'Resident' },
  project: { zh: '项目', en: 'Project' },
  department: { zh: '部门', en: 'Department' },
  inspector: { zh: '督查人员', en: 'Inspector' },
}

const rung: Labels = {
  on_spot: { zh: '当场', en: 'On the spot' },
  department: { zh: '限时交办', en: 'By deadline' },
  weekly: { zh: '周调度', en: 'Weekly dispatch' },
  roundtable: { zh: '圆桌会', en: 'Round table' },
  consultation: { zh: '专家会商', en: 'Expert consultation' },
}

const outcome: Labels = {
  solved: { zh: '已解决', en: 'Solved' },
  explained: { zh: '解释说明', en: 'Explained' },
  partly_solved: { zh: '部分解决', en: 'Partly solved' },
}

const satisfaction: Labels = {
  satisfied: { zh: '满意', en: 'Satisfied' },
  fairly: { zh: '基本满意', en: 'Fairly satisfied' },
  not_satisfied: { zh: '不满意', en: 'Not satisfied' },
  by_default: { zh: '默认', en: 'By default' },
}

const urgency: Labels = {
  normal: { zh: '一般', en: 'Normal' },
  urgent: { zh: '紧急', en: 'Urgent' },
  critical: { zh: '特急', en: 'Critical' },
}

const lamp: Labels = {
  green: { zh: '正常', en: 'On time' },
  yellow: { zh: '临期', en: 'Due soon' },
  red: { zh: '超期', en: 'Overdue' },
  grey: { zh: '停', en: 'Stopped' },
}

const action: Labels = {
  register: { zh: '登记', en: 'Register' },
  dispatch: { zh: '交办', en: 'Dispatch' },
  accept: { zh: '签收', en: 'Accept' },
  return: { zh: '退回', en: 'Return' },
  reply: { zh: '答复', en: 'Reply' },
  confirm: { zh: '确认评价', en: 'Confirm and rate' },
  confirm_for_asker: { zh: '代为确认', en: 'Confirm for the asker' },
  reject: { zh: '不认可，退回重办', en: 'Send back' },
  decide_dispute: { zh: '裁定', en: 'Decide the dispute' },
  countersign: { zh: '会签', en: 'Countersign' },
  strike_off: { zh: '销号', en: 'Strike off' },
  reopen: { zh: '重办', en: 'Reopen' },
  note: { zh: '备注', en: 'Note' },
  attach: { zh: '附件', en: 'Attach' },
  refuse: { zh: '不予受理', en: 'Refuse' },
  object: { zh: '申诉', en: 'Object' },
  answer_on_spot: { zh: '当场答复', en: 'Answer on the spot' },
  redispatch: { zh: '改派', en: 'Redispatch' },
  set_co_organisers: { zh: '调整配合部门', en: 'Set co-organisers' },
  co_accept: { zh: '配合签收', en: 'Accept as co-organiser' },
  co_return: { zh: '配合退回', en: 'Return as co-organiser' },
  co_reply: { zh: '配合答复', en: 'Reply as co-organiser' },
  propose_reply: { zh: '拟答复', en: 'Propose a reply' },
  send_back: { zh: '退回修改', en: 'Send the proposal back' },
  withdraw: { zh: '撤回', en: 'Withdraw' },
  merge: { zh: '并件', en: 'Merge' },
  hand_over: { zh: '移交', en: 'Hand over' },
  take_back: { zh: '退还', en: 'Take back' },
  request_extension: { zh: '申请延期', en: 'Request an extension' },
  decide_extension: { zh: '审批延期', en: 'Decide the extension' },
  request_suspension: { zh: '申请挂起', en: 'Request a suspension' },
  decide_suspension: { zh: '审批挂起', en: 'Decide the suspension' },
  resume: { zh: '恢复办理', en: 'Resume' },
  lapse: { zh: '申请失效', en: 'Request lapsed' },
  escalate: { zh: '升级', en: 'Escalate' },
  recount: { zh: '重新计时', en: 'Count again' },
  amend: { zh: '更正', en: 'Amend' },
  urge: { zh: '催办', en: 'Urge' },
  supervise: { zh: '督办', en: 'Supervise' },
  reassign_handler: { zh: '指定经办人', en: 'Assign the handler' },
  mark_key: { zh: '列为重点', en: 'Mark as key' },
  history: { zh: '补录', en: 'Recorded from elsewhere' },
}

const post: Labels = {
  dispatcher: { zh: '交办中心', en: 'Dispatch centre' },
  handler: { zh: '经办人', en: 'Handler' },
  head: { zh: '部门负责人', en: 'Head of department' },
  liaison: { zh: '外部单位联络员', en: 'Liaison of an external body' },
  officer: { zh: '服务专员', en: 'Officer' },
  hotline: { zh: '热线坐席', en: 'Hotline' },
  return_visitor: { zh: '回访员', en: 'Return visitor' },
  leader: { zh: '领导', en: 'Leader' },
  supervisor: { zh: '督查', en: 'Supervisor' },
  enterprise: { zh: '企业用户', en: 'Enterprise' },
  admin: { zh: '系统管理', en: 'Administrator' },
  auditor: { zh: '审计', en: 'Auditor' },
  city: { zh: '市级', en: 'City' },
  console: { zh: '控制台', en: 'Console' },
  import: { zh: '导入', en: 'Import' },
  system: { zh: '系统', en: 'System' },
}

/** The words of the glossary for codes that screens, exports and figures show. */
export const labels = {
  state,
  kind,
  asker,
  rung,
  outcome,
  satisfaction,
  urgency,
  lamp,
  action,
  post,
} as const

/** The word for a code; the code itself when there is none. */
export const label = (group: keyof typeof labels, code: string, language: 'zh' | 'en'): string =>
  labels[group][code]?.[language] ?? code
