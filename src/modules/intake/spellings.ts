/** What a ledger records of a case, by the names we give it. */
export type Field =
  | 'serial'
  | 'collected'
  | 'source'
  | 'enterprise'
  | 'credit_code'
  | 'contact'
  | 'phone'
  | 'category'
  | 'text'
  | 'lead_leader'
  | 'department'
  | 'co_departments'
  | 'dispatched'
  | 'deadline'
  | 'demand'
  | 'progress'
  | 'replied'
  | 'completed'
  | 'done'
  | 'struck_off_mark'
  | 'struck_off'
  | 'rating'
  | 'remark'
  | 'number'
  | 'state'
  | 'outcome'
  | 'rung'
  | 'returned'
  | 'reopened'

/** How offices head a column. */
export interface FieldSpelling<F extends string = Field> {
  readonly field: F
  /** As the paper ledger heads it, and as we do. */
  readonly title: string
  /** Other headers that mean nothing else. */
  readonly names: readonly string[]
  /** Headers that mean this only when nothing better claims them, with how sure they are (below 100). */
  readonly weak?: Readonly<Record<string, number>>
  /** Headers that say this too give way to one that says only this. */
  readonly behind?: RegExp
  /** Longer headers that mean this; matched against the header in its normal form. */
  readonly pattern?: RegExp
}

/** Names in one line, apart by blanks. */
const listed = (names: string): readonly string[] => names.split(/\s+/)

const TIME = '(?:日期|时间|日)$'

/** Headers of the day on which a matter was done, surest first; 完成时间 may as well be the deadline. */
const COMPLETED: Readonly<Record<string, number>> = {
  办结日期: 85,
  办结时间: 85,
  实际办结时间: 83,
  实际办结日期: 83,
  整改完成时间: 80,
  整改完成日期: 80,
  实际完成时间: 78,
  实际完成日期: 78,
  完成日期: 75,
  解决时间: 70,
  解决日期: 70,
  办理日期: 55,
  完成时间: 55,
  办理时间: 52,
}

/** 存在的主要困难和问题 in all its forms. */
const PROBLEMS = ['存在', '企业存在', '反映', '企业反映', '遇到', '面临'].flatMap((verb) =>
  ['', '的', '的主要', '主要', '的具体'].flatMap((which) =>
    [
      '问题',
      '困难',
      '困难问题',
      '困难和问题',
      '困难及问题',
      '困难与问题',
      '问题和困难',
      '问题及困难',
      '困难、问题',
    ].map((what) => verb + which + what),
  ),
)

/** 计划完成时间, 要求办结日期 and so on: never the day on which it was done. */
const PLANNED = ['要求', '计划', '应', '拟', '预计', '规定', '限定'].flatMap((when) =>
  ['完成', '办结', '办理', '解决', '答复', '整改完成'].flatMap((what) => [
    `${when}${what}时间`,
    `${when}${what}日期`,
  ]),
)

/** The columns of a ledger in the order of the paper, then those that only our own export has. */
export const FIELDS: readonly FieldSpelling[] = [
  {
    field: 'serial',
    title: '序号',
    names: listed(`序 no no. number 序列 序列号 项次 编次`),
    weak: { 编号: 85, '#': 80, 号: 60 },
  },
  {
    field: 'collected',
    title: '收集日期',
    names: listed(
      `登记日期 受理日期 提出日期 反映日期 来件日期 接收日期 走访日期 诉求日期 收件日期 上报日期 收文日期 收文时间 来文日期 来文时间`,
    ),
    weak: { 日期: 60, 时间: 60, 填报日期: 60 },
    pattern: new RegExp(
      `(?:收集|登记|受理|提出|反映|接收|接件|收件|来件|诉求|走访|征集|采集|上报|录入).{0,4}${TIME}`,
    ),
  },
  {
    field: 'source',
    title: '来源',
    names: listed(
      `收集渠道 诉求来源 问题来源 信息来源 来源渠道 受理渠道 反映渠道 渠道 收集方式 反映方式 来源方式 事项来源`,
    ),
    pattern: /来源|渠道|途径|(?:收集|反映|受理|诉求|来访)方式/,
  },
  {
    field: 'enterprise',
    title: '企业名称',
    names:
      listed(`企业 企业全称 单位名称 诉求主体 市场主体 诉求企业 市场主体名称 企业单位 公司名称 反映企业 诉求人 反映主体
      诉求单位 企业/项目名称 项目名称 经营主体 走访企业 服务企业 帮扶企业 包联企业 包保企业 挂点企业 来访企业 问题提出单位
      来文单位 来函单位`),
    weak: { 单位: 60, 名称: 50, 主体: 60 },
    pattern:
      /(?:企业|公司|主体|诉求单位|反映单位).{0,4}(?:名称|全称|名)$|^(?:诉求|反映|申请|提出)(?:企业|主体|单位|人)$|经营主体/,
  },
  {
    field: 'credit_code',
    title: '统一社会信用代码',
    names: listed(`信用代码 社会信用代码 统一信用代码 统一代码 机构代码 统一社会信用码`),
    pattern: /信用代?码/,
  },
  {
    field: 'contact',
    title: '联系人',
    names: listed(`企业联系人 联络人 诉求联系人 反映人 对接人 联系人姓名 企业负责人`),
    weak: { 姓名: 60, 负责人: 50 },
    pattern: /联[系络]人(?!.*(?:电话|手机|方式|号码))/,
  },
  {
    field: 'phone',
    title: '联系电话',
    names: listed(`电话 手机 手机号 手机号码 联系方式 电话号码 联系手机 联系人电话 企业电话`),
    pattern: /电话|手机|联系方式|联系号码/,
  },
  {
    field: 'category',
    title: '问题类别',
    names: listed(
      `类别 分类 问题类型 类型 诉求类别 诉求类型 问题分类 诉求分类 事项类别 事项类型 问题领域 所属类别`,
    ),
    pattern: /(?:问题|诉求|事项|困难|需求).{0,2}(?:类别|类型|分类|种类|领域)/,
  },
  {
    field: 'text',
    title: '问题描述',
    names: [
      ...PROBLEMS,
      ...listed(`问题 诉求 诉求内容 存在问题 存在的问题 具体问题 主要问题 反映问题 反映的问题 问题内容 诉求描述 诉求事项
      事项内容 具体诉求 企业诉求 诉求详情 问题详情 问题诉求 问题及诉求 问题和诉求 困难问题 困难和问题 问题概述
      诉求概述 事项描述 问题或诉求 诉求问题 需求内容 问题建议 问题和建议 具体内容 诉求及建议 主要诉求 反映事项 反映情况 反映问题情况 问题情况说明 困难 困难情况`),
    ],
    weak: { 事项: 80, 内容: 70, 描述: 70, 问题情况: 90, 事项名称: 70, 诉求情况: 75 },
    // 企业诉求及建议 beside 存在的主要困难和问题 is what they ask for, not what is wrong.
    behind: /建议|意见|^(?!.*(?:问题|困难)).*(?:诉求|需求)/,
    pattern:
      /(?:问题|诉求|困难|需求|事项).{0,4}(?:描述|内容|概述|详情|简述|摘要|概况)$|(?:反映|存在|提出|具体|主要|企业).{0,4}(?:问题|诉求|困难|需求)(?:[和及与]?(?:建议|诉求|困难|需求))?$/,
  },
  {
    field: 'lead_leader',
    title: '牵头领导',
    names: listed(
      `责任领导 包保领导 分管领导 联系领导 挂点领导 包联领导 督办领导 挂帅领导 领导 领办领导 包案领导`,
    ),
    pattern: /(?:牵头|责任|包保|分管|联系|挂点|包联|督办|领办|包案).{0,2}领导/,
  },
  {
    field: 'department',
    title: '责任部门',
    names:
      listed(`责任单位 牵头部门 牵头单位 承办单位 承办部门 主办单位 主办部门 办理部门 办理单位 主责部门 主责单位 落实单位
      落实部门 责任科室 牵头责任部门 牵头责任单位`),
    weak: { 部门: 60, 交办部门: 70, 交办单位: 70, 责任主体: 60 },
    pattern: /(?:责任|牵头|承办|主办|主责|办理|落实).{0,4}(?:部门|单位|科室)/,
  },
  {
    field: 'co_departments',
    title: '配合部门',
    names: listed(`协办部门 配合单位 协办单位 协同部门 协同单位 参与部门 协作单位 配合责任部门 配合责任单位`),
    pattern: /(?:配合|协办|协同|协作|参与).{0,4}(?:部门|单位|科室)/,
  },
  {
    field: 'dispatched',
    title: '交办日期',
    names: listed(`交办时间 派单日期 派单时间 转办日期 转办时间 分办日期 下达日期 交办日 派发日期 派发时间`),
    pattern: new RegExp(`(?:交办|派单|转办|分办|派发|下达).{0,4}${TIME}`),
  },
  {
    field: 'deadline',
    title: '办理时限',
    names: [
      ...listed(`时限 完成时限 办结时限 限办日期 截止日期 截止时间 办结期限 办理期限 完成期限 期限 限办时间 解决时限
      整改时限 到期日期 时限要求 办理时限要求`),
      ...PLANNED,
    ],
    weak: { 完成时间: 65, 办理时间: 60 },
    pattern:
      /时限|期限|限办|截止|到期|(?:要求|计划|应|拟|预计).{0,4}(?:完成|办结|办理|解决|答复).{0,2}(?:日期|时间)$/,
  },
  {
    field: 'demand',
    title: '办理要求',
    names: listed(`交办要求 工作要求 交办意见 交办事项要求 领导批示 批示意见 办理意见`),
    weak: { 要求: 80, 整改要求: 80 },
  },
  {
    field: 'progress',
    title: '办理进展',
    names:
      listed(`办理情况 进展 办理状态 落实情况 进展情况 处理情况 办理进度 工作进展 进度 处理进展 完成情况 整改情况
      办结情况 办理进展情况 目前进展 最新进展 推进情况 办理落实情况`),
    weak: {
      情况: 60,
      办理结果: 75,
      处理结果: 75,
      答复内容: 75,
      答复情况: 75,
      回复情况: 75,
      回复内容: 75,
      办理措施: 70,
      工作措施: 70,
    },
    pattern: /(?:办理|处理|落实|推进|工作|整改|解决).{0,4}(?:进展|进度|情况|状态)/,
  },
  {
    field: 'replied',
    title: '答复日期',
    names: listed(`回复日期 反馈日期 答复时间 回复时间 反馈时间 办复日期 办复时间 答复企业日期 答复企业时间`),
    // Without a day of the reply that of completion stands for it, whatever it is called.
    weak: COMPLETED,
    pattern: new RegExp(`(?:答复|回复|反馈|办复).{0,4}${TIME}`),
  },
  {
    field: 'completed',
    title: '办结日期',
    names: [],
    weak: Object.fromEntries(Object.entries(COMPLETED).map(([name, score]) => [name, score - 1])),
  },
  {
    field: 'done',
    title: '是否办结',
    names: listed(`是否已办结 是否完结 是否办理完毕 办结与否 是否办毕`),
    weak: { 是否完成: 80 },
    pattern: /^是否.{0,4}(?:办结|完结|办毕|完成)$/,
  },
  {
    field: 'struck_off_mark',
    title: '销号情况',
    names: listed(`是否销号 销号 销号状态 是否已销号 销号与否 是否完成销号 销账情况 是否销账 销号标记`),
    pattern: /是否.{0,4}销|销[号账案].{0,2}(?:情况|状态|标记)/,
  },
  {
    field: 'struck_off',
    title: '销号日期',
    names: listed(`销号时间 销账日期 销账时间 销案日期 销号日`),
    pattern: new RegExp(`销[号账案].{0,4}${TIME}`),
  },
  {
    field: 'rating',
    title: '满意度',
    names:
      listed(`企业评价 满意情况 评价 企业满意度 是否满意 满意度评价 满意度情况 回访评价 评价结果 企业满意情况 满意度测评
      评价情况 满意程度`),
    pattern: /^(?!.*(?:日期|时间|率)).*(?:满意|评价)/,
  },
  {
    field: 'remark',
    title: '备注',
    names: listed(`其他 备注说明 其它 备考`),
    weak: { 说明: 80, 附注: 80 },
  },
  {
    field: 'number',
    title: '编号',
    names: listed(`事项编号 诉求编号 系统编号 案件编号 工单编号 工单号 问题编号`),
    weak: { 编号: 80 },
  },
  {
    field: 'state',
    title: '状态',
    names: listed(`当前状态 事项状态 诉求状态 目前状态`),
    weak: { 办理状态: 60 },
  },
  {
    field: 'outcome',
    title: '办理结果',
    names: listed(`结果 处理结果 解决结果 解决情况 是否解决 办结结果`),
  },
  {
    field: 'rung',
    title: '层级',
    names: listed(`解决方式 办理层级 解决层级 办理方式 处理方式 解决途径 交办方式 调度层级`),
  },
  { field: 'returned', title: '退回次数', names: ['退回', '退件次数'] },
  { field: 'reopened', title: '重办次数', names: ['重办', '返工次数', '重新办理次数'] },
]
