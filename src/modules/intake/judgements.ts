import type { CaseState, Rung } from '../cases/contract.ts'
import { isNothing, normalForm } from './cells.ts'

/** How a matter ended. `partly_solved` waits for a commitment of its own. */
export type LedgerOutcome = 'solved' | 'explained' | 'partly_solved'

/** What a cell says of something that is one of a few: nothing, one of them, or what nobody understands. */
export type Judgement<T> =
  { readonly kind: 'none' } | { readonly kind: 'said'; readonly value: T } | { readonly kind: 'unknown' }

/** The ratings in words, best first; the first spelling of each is the one we write. */
const RATINGS: readonly (readonly [5 | 4 | 3 | 2 | 1, readonly string[]])[] = [
  [
    5,
    [
      '满意',
      '非常满意',
      '很满意',
      '十分满意',
      '特别满意',
      '完全满意',
      '5',
      '5分',
      '5星',
      '★★★★★',
      '优',
      '优秀',
      '好评',
      '是',
    ],
  ],
  [4, ['较满意', '比较满意', '较为满意', '4', '4分', '4星', '★★★★', '★★★★☆', '良', '良好']],
  [3, ['基本满意', '一般', '一般满意', '尚可', '3', '3分', '3星', '★★★', '★★★☆☆', '中', '中评']],
  [2, ['不太满意', '不大满意', '较不满意', '比较不满意', '2', '2分', '2星', '★★', '★★☆☆☆']],
  [
    1,
    ['不满意', '很不满意', '非常不满意', '十分不满意', '1', '1分', '1星', '★', '★☆☆☆☆', '差', '差评', '否'],
  ],
]

const NOT_RATED = /^(?:未|尚未|暂未|没有|待)?(?:评价|回访|测评|反馈|评|回复)$/

/** The words of ratings that a ledger may hold, one for each. */
export const RATING_WORDS = RATINGS.map(([, [word = '']]) => word)

/** A rating as we write it. */
export function ratingWord(rating: number): string {
  return RATINGS.find(([value]) => value === rating)?.[1][0] ?? ''
}

/**
 * Reads a rating, 5 (best) to 1. How it was asked for may stand behind it in brackets: 满意（电话回访）. A tick is one only
 * where the header asks: 是否满意.
 */
export function readRating(text: string, { isAsked = false } = {}): Judgement<5 | 4 | 3 | 2 | 1> {
  const form = normalForm(text)
    .replace(/[。.!,;；、]+$/, '')
    .replace(/(?<=.)\([^()]*(?:回访|电话|短信|微信|上门|现场|走访|问卷|评价|反馈)[^()]*\)$/, '')
  if (isNothing(form) || NOT_RATED.test(form)) return { kind: 'none' }
  const answer = isAsked ? readYesOrNo(form) : undefined
  if (answer !== undefined && !/\d/.test(form)) return { kind: 'said', value: answer ? 5 : 1 }
  const rating = RATINGS.find(([, words]) => words.includes(form))
  return rating === undefined ? { kind: 'unknown' } : { kind: 'said', value: rating[0] }
}

const YES = new Set(['是', '√', '✓', '✔', '☑', 'v', 'y', 'yes', 'true', '1', '对', 'ok'])
const NO = new Set(['否', '×', '✗', '✘', '✕', 'x', 'n', 'no', 'false', '0'])
const DONE = /^已?(?:办结|完成|解决|办理完毕)$/
const NOT_STRUCK =
  /(?:计划|预计|拟|将|争取).{0,14}销|(?:未|没有?|不予?|待|拟|申请|暂缓|正在)(?:能|予|完成|申请|同意)?销|^(?:未|没|不|挂账|持续|正在|办理中?$|推进|协调|跟进)/
const STRUCK = /销[号账案]/

/**
 * Reads a strike-off mark. `done`: it says that the work is done, which is not yet struck off: 办结, 解决, 销号 and 满意
 * are four facts. Nothing written means not struck off.
 */
export function readStrikeOffMark(text: string): Judgement<'struck_off' | 'not_struck_off' | 'done'> {
  const form = normalForm(text)
  if (isNothing(form)) return { kind: 'none' }
  if (YES.has(form)) return { kind: 'said', value: 'struck_off' }
  if (NO.has(form)) return { kind: 'said', value: 'not_struck_off' }
  if (DONE.test(form)) return { kind: 'said', value: 'done' }
  if (form.length > LONGEST_MARK || /部分|分期/.test(form)) return { kind: 'unknown' }
  if (NOT_STRUCK.test(form)) return { kind: 'said', value: 'not_struck_off' }
  return STRUCK.test(form) ? { kind: 'said', value: 'struck_off' } : { kind: 'unknown' }
}

const LONGEST_MARK = 20

/** The day in a mark such as 已销号（2022.5.9）, as written there. */
export function dateInMark(text: string): string | undefined {
  return /(?:\d{4}[-./年])?\d{1,2}[-./月]\d{1,2}日?(?!\d)/.exec(normalForm(text))?.[0]
}

/** Whether the text is a plain yes or no, in words or as a tick; undefined when it is neither. */
export function readYesOrNo(text: string): boolean | undefined {
  const form = normalForm(text)
  if (YES.has(form)) return true
  return NO.has(form) ? false : undefined
}

/**
 * Reads 是否办结. A yes to it is no strike-off: 办结 and 销号 are two facts; only a cell that says 已销号 itself is.
 */
export function readDone(text: string): Judgement<'done' | 'not_done' | 'struck_off'> {
  const answer = readYesOrNo(text)
  if (answer !== undefined) return { kind: 'said', value: answer ? 'done' : 'not_done' }
  if (readProgress(text).isSolved) return { kind: 'said', value: 'done' }
  const mark = readStrikeOffMark(text)
  if (mark.kind !== 'said') return mark
  return { kind: 'said', value: mark.value === 'not_struck_off' ? 'not_done' : mark.value }
}

/** The words that we write for struck off and not struck off. */
export const STRIKE_OFF_WORDS = ['已销号', '未销号']

/** What the progress says: whether anybody has begun, and whether it says that the matter is solved. */
export interface Progress {
  readonly isBegun: boolean
  readonly isSolved: boolean
}

const NOT_BEGUN =
  /^(?:未(?:办理|启动|开始|处理|办|签收|受理)|待(?:办理?|处理|签收|交办|受理)|已(?:交办|派单|转办|分办|下达)|暂未办理|尚未(?:办理|启动|开始))$/
const SOLVED =
  /(?:已经?|均|全部|得到|圆满|顺利|妥善)(?:全部|圆满|顺利|妥善|完全)?(?:办结|解决|完成|办理完毕|处理完毕|整改到位|落实到位)(?:[,.;!。、；]|$)|^(?:办结|解决|完成|已?办理完毕)$/
const NOT_SOLVED = /未|无法|不能|难以|没有?|部分|正在|待|拟|计划|逐步|争取|预计|下一步/

/** Reads the progress column. Only words that say so make a matter solved. */
export function readProgress(text: string): Progress {
  const form = normalForm(text)
  if (isNothing(form) || NOT_BEGUN.test(form)) return { isBegun: false, isSolved: false }
  return { isBegun: true, isSolved: SOLVED.test(form) && !NOT_SOLVED.test(form) }
}

const OUTCOMES: readonly (readonly [LedgerOutcome, readonly string[]])[] = [
  ['solved', ['已解决', '解决', '已办结', '办结', '已完成', 'solved']],
  ['explained', ['解释说明', '已解释', '已解释说明', '解释', 'explained']],
  ['partly_solved', ['部分解决', '部分办结', '已部分解决', 'partly_solved']],
]
const RUNGS: readonly (readonly [Rung, readonly string[]])[] = [
  [
    'on_spot',
    [
      '当场',
      '当场答复',
      '当场解决',
      '当场办结',
      '现场',
      '现场答复',
      '现场解决',
      '现场办结',
      '当即解决',
      '当即答复',
      'on_spot',
    ],
  ],
  ['department', ['限时交办', '交办', '部门办理', '部门', '限时办理', 'department']],
  ['weekly', ['周调度', '周调度会', '周例会', '调度会', 'weekly']],
  ['roundtable', ['圆桌会', '圆桌会议', '接待日', '企业接待日', '圆桌会/接待日', 'roundtable']],
  ['consultation', ['专家会商', '会商', '专题会', '专题会商', 'consultation']],
]
const STATES: readonly (readonly [CaseState, readonly string[]])[] = [
  ['registered', ['已登记', '登记', '待交办', '未交办']],
  ['dispatched', ['已交办', '交办', '待签收', '未签收']],
  ['accepted', ['办理中', '已签收', '正在办理', '签收']],
  ['returned', ['已退回', '退回']],
  ['suspended', ['已挂起', '挂起', '暂停']],
  ['replied', ['已答复', '答复', '待评价', '待确认']],
  ['confirmed', ['已确认', '已评价', '待销号']],
  ['struck_off', ['已销号', '销号']],
  ['closed_refused', ['不予受理', '不受理']],
  ['closed_withdrawn', ['已撤回', '撤回', '已撤诉']],
  ['closed_merged', ['已合并', '合并']],
  ['closed_handed_over', ['已移送', '移送']],
]

/** The words that a ledger may hold for outcomes, rungs and states, one for each. */
export const OUTCOME_WORDS = OUTCOMES.map(([, [word = '']]) => word)
export const RUNG_WORDS = RUNGS.map(([, [word = '']]) => word)
export const STATE_WORDS = STATES.map(([, [word = '']]) => word)

/** The word that we write for an outcome, a rung, a state. */
export const outcomeWord = (outcome: LedgerOutcome): string => wordOf(OUTCOMES, outcome)
export const rungWord = (rung: Rung): string => wordOf(RUNGS, rung)
export const stateWord = (state: CaseState): string => wordOf(STATES, state)

/** Reads an outcome, a rung, a state from the words for it. */
export const readOutcome = (text: string): Judgement<LedgerOutcome> => read(OUTCOMES, text)
export const readRung = (text: string): Judgement<Rung> => read(RUNGS, text)
export const readState = (text: string): Judgement<CaseState> => read(STATES, text)

/** Whether a source such as 接待日现场答复 says that the matter was answered on the spot. */
export function isOnSpotSource(text: string): boolean {
  return /(?:当场|现场|当即)(?:答复|解决|办结|答复解决|解答)/.test(normalForm(text))
}

type Table<T> = readonly (readonly [T, readonly string[]])[]

function wordOf<T>(table: Table<T>, sought: T): string {
  return table.find(([value]) => value === sought)?.[1][0] ?? ''
}

function read<T>(table: Table<T>, text: string): Judgement<T> {
  const form = normalForm(text)
  if (isNothing(form)) return { kind: 'none' }
  const entry = table.find(([, words]) => words.includes(form))
  return entry === undefined ? { kind: 'unknown' } : { kind: 'said', value: entry[0] }
}
