/**
 * Writes samples/ledger.xlsx: a ledger of 2026 as an office keeps it, messy on purpose, for trying out the import.
 * Everybody in it is invented: enterprises carry 示例, their codes have right check digits but a division that does not
 * exist (99), telephone numbers begin with 1000. Run again, it gives the same file.
 */
import { fileURLToPath } from 'node:url'
import { addDays, lastDayOfMonth, makeCalendar } from '../src/kernel/calendar.ts'
import { dateToSerial } from '../src/kernel/spreadsheet/number-format.ts'
import { writeWorkbookFile, type SheetPlan, type WritableCell } from '../src/kernel/spreadsheet/write.ts'
import { creditCodeCheck, organisationCodeCheck } from '../src/modules/enterprises/credit-code.ts'

interface Matter {
  /** Month and day on which it came. */
  readonly on: string
  readonly category: string
  readonly text: string
  readonly lead: string | null
  readonly co: readonly string[]
  readonly deadline: number | string | null
  readonly reply: number | null
  readonly rating: string | null
  readonly progress: string | null
  readonly remark: string | null
  /** Where it came from when that is not one of the usual ways: answered on the spot. */
  readonly source: string | null
  readonly isOpen: boolean
}

/**
 * The matters, one a line: day it came, category, text | lead | assisting departments | deadline: working days, a date
 * or words | working days until the reply | rating | progress | remark | source | open: answered, not struck off.
 */
const MATTERS: readonly Matter[] = `
01-05 | 交通出行 | 园区西路早高峰与渣土车混行，员工骑车上下班不安全，希望增设隔离护栏 | 建设管理局 |  | 10 | 7 | 满意
01-07 | 融资 | 设备更新贷款 800 万元，银行要求追加抵押，希望协调过桥资金 | 财政金融局 |  | 月底前 | 12 | 基本满意
01-12 | 用工 | 春节后一线普工缺口约 60 人，请协助组织专场招聘会 | 人社分局 |  | 15 | 14 | 满意
01-14 | 水电气 | 厂区水压不足，二楼以上白天基本无水，影响清洗工序 | 建设管理局 | 企业服务中心 | 5 | 9 | 不满意 |  | 管网改造排期影响
01-20 | 政策 | 去年技改奖补资金何时拨付，公示已过两个月 | 经济发展局 | 财政金融局 | 7 | 5 | 满意
01-26 | 证照办理 | 二期厂房施工许可需补交消防设计审查意见，请指导一次性告知 | 行政审批局 |  | 3 | 2 | 非常满意
02-02 | 用工 | 外地员工返乡购票困难，希望园区组织包车 | 企业服务中心 |  | 3 | 3 | 满意
02-05 | 安全 | 隔壁空置厂房堆放废旧轮胎，存在火灾隐患 | 应急管理局 | 生态环境分局 | 5 | 4 | 满意
02-11 | 子女入学 | 12 名外省籍技术骨干子女秋季入学需提前摸底学位 | 企业服务中心 |  | 年底前 |  |  | 正在与属地教育部门对接
02-24 | 水电气 | 新增一台 1250 千伏安变压器，用电报装多次补件 | 行政审批局 | 建设管理局 | 10 | 8 | 较满意
02-26 | 环保 | 夜间邻厂空压机噪声大，宿舍员工无法休息 | 生态环境分局 |  | 5 | 6 | 基本满意
02-28 | 物流 | 公路限高架使 4.2 米厢式货车绕行 6 公里，申请调整 | 建设管理局 |  | 月底前 | 3 | 满意
03-03 | 用地 | 三期 18 亩预留用地何时挂牌，客户订单已排到年底 | 自然资源分局 | 招商合作局 | 月底前 | 20 | 不太满意
03-06 | 交通出行 | 15 路公交末班车 18:30，晚班员工无车可坐，希望延长至 21:30 | 企业服务中心 | 建设管理局 | 10 | 9 | 满意
03-09 | 市场 | 希望园区牵头组织上下游配套对接会，优先采购本地铸件 | 招商合作局 |  | 一个月内 | 15 | 满意
03-12 | 融资 | 知识产权质押贷款评估费用较高，咨询贴息政策 | 财政金融局 |  | 5 | 2 | 满意
03-16 | 环保 | 喷涂线改水性漆，环评是否需要重新报批 | 生态环境分局 |  | 7 | 5 | 满意
03-19 | 基础设施 | 厂门口雨水井盖破损，已有电动车摔倒 | 建设管理局 |  | 2 | 1 | 满意
03-24 | 政策 | 高新技术企业重新认定辅导，希望安排专家上门 | 经济发展局 |  | 4月3日 | 9 | 满意
03-27 | 人才公寓 | 申请人才公寓 8 套，排队已半年 | 企业服务中心 | 人社分局 | 10 | 12 | 不满意
04-01 | 消防 | 消防水池改造期间如何办理临时备案 | 应急管理局 |  | 5 | 4 | 满意 |  | 遇清明假期
04-02 | 证照办理 | 经营范围增加“第二类医疗器械”，线上系统反复报错 | 行政审批局 |  | 3 | 2 | 满意 |  | 遇清明假期
04-08 | 交通出行 | 驾校学员车占用厂前道路练车，大货车进出困难 | 建设管理局 | 应急管理局 | 7 | 6 | 满意
04-13 | 用工 | 灵活用工社保缴纳口径不清，请人社部门集中答疑 | 人社分局 |  | 月底前 | 10 | 满意
04-16 | 水电气 | 天然气调价后单耗成本上升，询问有无阶梯优惠 | 经济发展局 |  | 5 | 5 | 基本满意 | 解释说明：气价由省定，园区无权减免，已书面答复
04-21 | 用地 | 厂房产权证分宗办理，涉及抵押释放 | 自然资源分局 | 行政审批局、财政金融局 | 15 | 18 | 基本满意
04-27 | 安全 | 申请安全生产标准化三级复评，评审机构排期晚 | 应急管理局 |  | 5 | 4 | 满意 |  | 遇五一假期
04-29 | 基础设施 | 园区北侧路灯连续 20 余盏不亮 | 建设管理局 |  | 3 | 2 | 满意 |  | 遇五一假期
05-07 | 融资 | 应收账款确权平台对接，核心企业不配合 | 财政金融局 | 招商合作局 | 10 | 13 | 不满意
05-09 | 子女入学 | 企业高管子女转学学位协调 | 企业服务中心 |  | 6月底前 | 25 | 满意 |  | 五一调休上班日收集
05-14 | 环保 | 污水管网接驳口不明，新生产线无法纳管 | 生态环境分局 | 建设管理局 | 7 | 7 | 满意
05-19 | 市场 | 出口订单受关税影响，希望开展内销对接 | 招商合作局 |  | 下月底前 | 22 | 较满意
05-25 | 政策 | 规上工业首次入统奖励申报材料清单 | 经济发展局 |  | 7天内 | 3 | 满意
05-28 | 物流 | 危险化学品运输车辆园区内停车点不足 | 应急管理局 | 建设管理局 | 10 | 16 | 基本满意
06-02 | 用工 | 暑期实习生安排与学校三方协议范本 | 人社分局 |  | 5 | 3 | 满意
06-08 | 水电气 | 迎峰度夏错峰用电方案提前告知，避免订单违约 | 经济发展局 |  | 五个工作日 | 5 | 满意
06-12 | 基础设施 | 厂区外围网线共享杆路由审批 | 行政审批局 |  | 7 | 6 | 满意 |  | 遇端午假期
06-17 | 安全 | 汛期厂后山体护坡有裂缝，请求排查 | 自然资源分局 | 应急管理局 | 2 | 1 | 非常满意 |  | 遇端午假期
06-23 | 融资 | “园区贷”授信到期续贷衔接 | 财政金融局 |  | 月底前 | 8 | 满意
06-30 | 环保 | 危废暂存间扩建备案流程 | 生态环境分局 |  | 5 | 5 | 满意
07-06 | 交通出行 | 员工停车位不足，路边停车频繁被贴单 | 建设管理局 | 企业服务中心 | 10 | 14 | 不太满意
07-13 | 用地 | 临时用地到期续期手续 | 自然资源分局 |  | 10 | 7 | 满意
07-20 | 政策 | 稳岗返还资金未到账 | 人社分局 | 财政金融局 | 7 | 9 | 基本满意 |  |  |  | open
07-27 | 水电气 | 连续三天午间限电，注塑机停机损失大 | 经济发展局 |  | 3 | 3 | 基本满意 |  |  |  | open
08-04 | 证照办理 | 排污许可证变更与法人变更能否并联办理 | 行政审批局 | 生态环境分局 | 5 | 4 |  |  |  |  | open
08-12 | 子女入学 | 秋季学位 3 名未落实 | 企业服务中心 |  | 月底前 | 11 |  |  |  |  | open
08-19 | 市场 | 申请参加省级首台套推广目录，缺少用户报告 | 招商合作局 |  | 9月底前 |  |  | 已汇总材料，正在办理推荐
08-27 | 用工 | 焊工、数控操作工紧缺，希望与技工学校订单培养 | 人社分局 |  | 20 |  |  | 正在协调两所学校
09-03 | 基础设施 | 园区 5G 信号在钢结构车间内弱 | 建设管理局 |  | 15 |  |  | 办理中
09-10 | 环保 | 雨污分流改造期间临时排口审批 | 生态环境分局 |  | 5 |  |  | 办理中
09-18 | 融资 | 出口信保保费补贴申报 | 财政金融局 |  | 5 | 6 |  |  | 遇中秋假期、国庆调休 |  | open
09-22 | 安全 | 叉车充电区与通道距离不足，整改方案请求审核 | 应急管理局 |  | 5 | 4 |  |  | 遇中秋假期 |  | open
09-27 | 物流 | 国庆期间集装箱车辆通行证办理 | 建设管理局 |  | 3 | 2 | 满意 |  | 国庆前
09-29 | 用地 | 标准厂房回购意向洽谈 | 招商合作局 | 财政金融局 | 5 |  |  | 已交办
10-09 | 政策 | 专精特新复核材料预审 | 经济发展局 |  | 10 |  |  | 已交办
10-12 | 交通出行 | 厂前路口申请增设信号灯 | 建设管理局 |  | 年底前 |  |  | 已交办
10-15 | 政策 | 咨询研发费用加计扣除辅导安排 | 财政金融局 |  |  |  | 满意 | 已办结 |  | 接待日现场答复
10-16 | 证照办理 | 询问食堂食品经营许可延续需要哪些材料 |  |  |  |  | 满意 | 已办结 |  | 走访当场答复
10-19 | 基础设施 | 希望在园区东门增设快递柜
10-20 | 人才公寓 | 夫妻双职工希望调换两居室
`
  .trim()
  .split('\n')
  .map(readMatter)

function readMatter(line: string): Matter {
  const [on = '', category = '', text = '', ...rest] = line.split('|').map((part) => part.trim())
  const [lead, co, deadline, reply, rating, progress, remark, source, open] = rest.map((part) =>
    part === '' ? null : part,
  )
  return {
    on,
    category,
    text,
    lead: lead ?? null,
    co: co?.split('、') ?? [],
    deadline: /^\d+$/.test(deadline ?? '') ? Number(deadline) : (deadline ?? null),
    reply: reply ? Number(reply) : null,
    rating: rating ?? null,
    progress: progress ?? null,
    remark: remark ?? null,
    source: source ?? null,
    isOpen: open === 'open',
  }
}

const SOURCES = ['走访', '问卷', '座谈会', '企业接待日', '热线', '政企通平台']
const LEADERS = ['甲主任', '乙副主任', '丙书记', '丁副主任']
const DEMANDS = ['限期答复', '现场办公解决', '一抓到底', '专班推进', '']
const TRADES = [
  '精工机械',
  '华实电气',
  '瑞恒新材料',
  '启明光电',
  '远拓物流',
  '青禾食品',
  '康泽医疗器械',
  '博通汽车部件',
  '恒达印刷包装',
  '金岭铸造',
  '云帆软件',
  '佳和纺织',
  '宏基建材',
  '鑫源电子',
  '天工模具',
  '润泽化工',
  '德信仪表',
  '晟邦家居',
]
const PEOPLE = ['陈经理', '李总', '王主任', '刘经理', '张总', '赵主任', '喆经理', '邨总']

/** The whole workbook: the ledger and a sheet of notes. */
export function sampleSheets(): SheetPlan[] {
  return [
    {
      name: '台账',
      titles: [
        '示例产业园企业诉求问题清单、责任清单、销号台账（2026年）',
        '填报单位：企业服务中心　　填报日期：2026年10月21日',
        '',
      ],
      columns: HEADERS.map((title) => ({ title, width: title.includes('描述') ? 40 : 14 })),
      rows: sampleRows(),
    },
    {
      name: '填表说明',
      columns: [{ title: '本表由各部门填报，每月 25 日前报企业服务中心。', width: 60 }],
      rows: [['日期可写 2026-4-27、2026年4月27日；时限可写几个工作日或“月底前”。'], ['=1+1']],
    },
  ]
}

const HEADERS = [
  ...[
    '序号',
    '收集\n日期',
    '收集渠道',
    '企业名称*',
    '统一社会信用代码',
    '联系人',
    '联系电话',
    '问题类别',
    '问题描述（必填）',
  ],
  ...[
    '牵头领导',
    '责任单位',
    '配合单位',
    '交办时间',
    '办理时限',
    '办理要求',
    '办理进展',
    '答复日期',
    '是否销号',
    '销号时间',
    '企业评价',
    '备注',
  ],
]
const COLUMN = { collected: 1, enterprise: 3, text: 8, lead: 10, dispatched: 12, deadline: 13, rating: 19 }

function sampleRows(): WritableCell[][] {
  const rows = MATTERS.map((matter, index) => rowOf(matter, index))
  spoil(rows)
  const lines = rows.flatMap((row, index) => (index > 0 && index % 17 === 0 ? [[], row] : [row]))
  return [...lines, ['合计', null, null, `${MATTERS.length}件`]]
}

/** Seven mistakes, each of another kind. */
function spoil(rows: WritableCell[][]): void {
  const put = (row: number, column: number, cell: WritableCell) => {
    const cells = rows[row]
    if (cells !== undefined) cells[column] = cell
  }
  put(5, COLUMN.collected, '2026-02-30')
  put(11, COLUMN.rating, '非常好')
  put(18, COLUMN.deadline, '2026-03-01')
  put(26, COLUMN.lead, '交通运输局')
  put(33, COLUMN.text, null)
  put(39, COLUMN.enterprise, null)
  put(47, COLUMN.deadline, '尽快')
}

const calendar = makeCalendar()

function rowOf(matter: Matter, index: number): WritableCell[] {
  const { category, text, lead, co, deadline, reply, rating, remark } = matter
  const pick = <T>(items: readonly T[], step: number): T | null =>
    items[(index * step) % items.length] ?? null
  const collected = `2026-${matter.on}`
  const isOnSpot = matter.source !== null
  const dispatched = lead === null || isOnSpot ? null : dispatchDay(collected, index)
  const replied =
    dispatched === null || reply === null ? null : calendar.addWorkingDays(dispatched, reply).due
  const end = replied ?? (isOnSpot ? collected : null)
  const struckOff = end === null || matter.isOpen ? null : addDays(end, index % 6)
  const enterprise = enterpriseOf((index * 7) % TRADES.length)
  return [
    index + 1,
    spelt(collected, index),
    matter.source ?? pick(SOURCES, 5),
    index % 9 === 4 ? ` ${enterprise.name}　` : enterprise.name,
    index % 8 === 3 ? enterprise.code.toLowerCase() : enterprise.code,
    enterprise.contact,
    index % 5 === 2 ? Number(enterprise.phone) : enterprise.phone,
    category,
    text,
    lead === null ? null : pick(LEADERS, 3),
    lead,
    co.length === 0 ? null : co.join(index % 2 === 0 ? '、' : '，'),
    dispatched === null ? null : spelt(dispatched, index + 3),
    dispatched === null ? null : deadlineOf({ deadline, dispatched, index }),
    lead === null ? null : pick(DEMANDS, 2),
    matter.progress ?? (end === null ? null : '已办结'),
    end === null ? null : spelt(end, index + 5),
    struckOff === null
      ? lead === null
        ? null
        : pick(['否', '未销号', ''], 1)
      : pick(['是', '√', '已销号', '销号'], 1),
    struckOff === null ? null : spelt(struckOff, index + 1),
    rating,
    remark,
  ]
}

function dispatchDay(collected: string, index: number): string {
  return index % 3 === 0 && calendar.day(collected).working
    ? collected
    : calendar.addWorkingDays(collected, 1 + (index % 2)).due
}

/** A number of working days is written as such, or as the day on which they end. */
function deadlineOf({
  deadline,
  dispatched,
  index,
}: {
  deadline: number | string | null
  dispatched: string
  index: number
}): WritableCell {
  if (typeof deadline !== 'number') return deadline ?? lastDayOfMonth(dispatched)
  return index % 2 === 0
    ? `${deadline}个工作日`
    : spelt(calendar.addWorkingDays(dispatched, deadline).due, index)
}

/** A date in one of the spellings that offices use, true Excel dates and bare serial numbers among them. */
function spelt(date: string, way: number): WritableCell {
  const [year, month, day] = [Number(date.slice(0, 4)), Number(date.slice(5, 7)), Number(date.slice(8))]
  const spellings: readonly (() => WritableCell)[] = [
    () => ({ date }),
    () => `${year}年${month}月${day}日`,
    () => dateToSerial(date),
    () => `${year}.${month}.${day}`,
    () => `${month}月${day}日`,
    () => `${year}/${month}/${day}`,
    () => `２０２６-${date.slice(5)}`,
    () => `${year}-${month}-${day}`,
    () => date.replaceAll('-', ''),
  ]
  return spellings[way % spellings.length]?.() ?? date
}

function enterpriseOf(index: number) {
  const organisation8 = `MA${String(index + 1).padStart(2, '0')}SAMP`
    .replaceAll('S', '5')
    .replaceAll('O', '0')
  const first17 = `91990000${organisation8}${organisationCodeCheck(organisation8) ?? ''}`
  return {
    name: `示例${TRADES[index] ?? ''}${index % 3 === 0 ? '股份' : ''}有限公司`,
    code: first17 + (creditCodeCheck(first17) ?? ''),
    contact: PEOPLE[index % PEOPLE.length] ?? '',
    phone: `1000${String(1_000_003 + index * 271_828).padStart(7, '0')}`,
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const path = fileURLToPath(new URL('../samples/ledger.xlsx', import.meta.url))
  await writeWorkbookFile(path, sampleSheets())
  console.log(path)
}
