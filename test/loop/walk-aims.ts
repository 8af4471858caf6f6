import { shiftInstant } from '../../src/kernel/clock.ts'
import type { Actor } from '../../src/kernel/actor.ts'
import type { CaseAct } from '../../src/modules/cases/contract.ts'
import { unconfirmed } from '../../src/modules/cases/parties-rules.ts'
import { canDo, capacityFor } from '../../src/modules/cases/policy.ts'
import { RUNGS } from '../../src/modules/cases/steering-rules.ts'
import type { LoadedCase } from '../../src/modules/cases/store.ts'
import { ENTERPRISE, OUTSIDE, type Who } from '../support/park.ts'

/** A row of the transition table that a walk is after, and the cases that it has registered for it. */
export interface Aim {
  readonly action: string
  readonly from: string
  readonly to: string
  readonly post: string
  /** The case that it is about, then those that are merged into it. */
  readonly ids: string[]
  /** How often it has waited for what the system does of itself. */
  waited: number
  /** How many steps were taken towards it. */
  steps: number
}

/** Chance spoils some ways, and some inputs of some steps are refused. */
const MOST_STEPS = 25

export const aimAt = (row: string): Aim => {
  const [action = '', from = '', to = '', post = ''] = row.split('/')
  return { action, from, to, post, ids: [], waited: 0, steps: 0 }
}

/** What somebody does next; `last`: it should take the row that is aimed at. */
export interface Move {
  readonly who: Who
  readonly act: CaseAct | 'register'
  readonly id?: string
  /** What its input says besides what chance gives. */
  readonly with: object
  readonly last: boolean
}

export interface Around {
  readonly cases: ReadonlyMap<string, LoadedCase>
  readonly actors: ReadonlyMap<Who, Actor>
  readonly now: string
  /** Below 1: who of several does it. */
  readonly pick: number
}

/** Who asks or registers where an asker of this post is wanted; he does not work on it in the department in charge. */
const SPEAKERS: Readonly<Record<string, Who>> = {
  enterprise: 'asker',
  officer: 'otherOfficer',
  hotline: 'hotline',
  dispatcher: 'otherDispatcher',
  handler: 'otherHandler',
  head: 'otherHead',
  liaison: 'liaison',
  leader: 'leader',
  supervisor: 'supervisor',
}

/** Acts of the one who asks, and of him or whoever registered for him. */
const ASKS = ['confirm', 'reject', 'reopen']
const SPEAKS = [...ASKS, 'withdraw', 'object', 'amend']
/** Who sees a case because he registered it. */
const SEE_THEIR_OWN = ['officer', 'hotline', 'leader', 'enterprise']

const OTHER_ENTERPRISE = '示例食品有限公司'

/** Whether no department is in charge of the case as the row is taken: it was answered on the spot by an officer. */
const withoutDepartment = ({ action, to }: Aim): boolean =>
  to === 'registered' && ['reject', 'reopen', 'decide_dispute'].includes(action)

/** Who registers what for an aim: its own case first. */
function registrations(aim: Aim): { who: Who; with: object }[] {
  const { action, from, to, post } = aim
  const speaker = SPEAKERS[post] ?? 'asker'
  const speaks = SPEAKS.includes(action) || SEE_THEIR_OWN.includes(post)
  const isFinding = post === 'supervisor' && ['confirm', 'reject', 'object', 'amend'].includes(action)
  const kind = isFinding ? 'finding' : 'request'
  const asks = (who: Who, own: boolean) => ({
    who,
    with: { kind, confidential: false, asker: askerOf(who, own, isFinding) },
  })
  const third = { who: 'otherAsker', with: { kind, asker: enterprise(OTHER_ENTERPRISE) } } as const
  const filler = isFinding
    ? ({ who: 'dispatcher', with: { kind, asker: { kind: 'resident', name: '示例居民' } } } as const)
    : third
  if (withoutDepartment(aim)) {
    const spoken =
      post === 'enterprise' || action === 'decide_dispute' || (post === 'supervisor' && !isFinding)
    return [asks('officer', false), ...(spoken ? [] : [asks(speaker, true)])]
  }
  const first =
    speaks && (post !== 'supervisor' || isFinding)
      ? asks(speaker, ASKS.includes(action))
      : asks('asker', true)
  const several =
    action === 'merge' ||
    (action === 'withdraw' && to !== 'closed_withdrawn') ||
    (action.startsWith('confirm') && to === from)
  const chain = action === 'merge' && from === 'closed_merged'
  return [first, ...(several ? [filler] : []), ...(chain ? [asks('officer', false)] : [])]
}

const enterprise = (name: string) => ({ kind: 'enterprise', name })

function askerOf(who: Who, own: boolean, isFinding: boolean): object {
  if (who === 'supervisor' && isFinding) return { kind: 'inspector', name: who }
  return own && who !== 'asker' ? { kind: 'department', name: who } : enterprise(ENTERPRISE)
}

/** Where the case goes, and who helps. */
function dispatched({ action, from, post }: Aim): object {
  if (action.startsWith('co_'))
    return {
      department: '建设交通局',
      co_organisers: [{ department: post === 'liaison' ? OUTSIDE : '生态环境分局' }],
    }
  // The handler of the other department sits at the dispatch centre as well.
  const own = { liaison: OUTSIDE, handler: '生态环境分局', head: '生态环境分局' }[post]
  const department =
    action === 'countersign' ? '交办中心' : SPEAKS.includes(action) ? '建设交通局' : (own ?? '建设交通局')
  const isSoon = post === 'system' && (action === 'escalate' || (action === 'lapse' && from === 'accepted'))
  return {
    department,
    co_organisers: [],
    ...(isSoon && { deadline: { working_days: 1 } }),
  }
}

/** What has to be done before an act is possible in the state that it starts from. */
const BEFORE: Readonly<Record<string, CaseAct>> = {
  send_back: 'propose_reply',
  decide_extension: 'request_extension',
  decide_suspension: 'request_suspension',
  co_reply: 'co_accept',
}

/** The state in which what the row is about has to begin; an act of another state leads on from there. */
const viaOf = ({ action, from, post }: Aim): string => {
  if (post !== 'system') return from
  if (action === 'lapse') return 'accepted'
  if (action === 'take_back' || action === 'hand_over') return 'closed_handed_over'
  // What is only partly solved leaves a case that the system registers, dispatches and accepts.
  if (['register', 'dispatch', 'accept'].includes(action)) return 'accepted'
  return action === 'merge' ? 'registered' : from
}

/** @returns what to do next to take the row; undefined where there is no way any more, or it has been taken */
export function nextMove(aim: Aim, around: Around): Move | 'wait' | undefined {
  const { action, from, post, ids } = aim
  aim.steps += 1
  if (aim.steps > MOST_STEPS) return undefined
  if (action === 'register' && post !== 'system')
    return ids.length > 0 ? undefined : { ...registering(aim), last: true }
  const wanted = registrations(aim)
  const missing = wanted[ids.length]
  if (missing) return { ...missing, act: 'register', last: false }
  const [row, second, third] = ids.map((id) => around.cases.get(id))
  if (!row) return undefined
  if (action === 'merge' && aim.to === 'closed_merged' && post === 'dispatcher' && second)
    return row.state === from ? merging(row, second, { around, last: true }) : lead(aim, row, around, from)
  // The case of somebody else goes into it at the end.
  const isMaster = action === 'merge' && row.state === from
  if (second && second.state === 'registered' && (isMaster || action !== 'merge' || third))
    return merging(second, row, { around, last: isMaster })
  if (third && row.state === 'registered') return merging(row, third, { around, last: true })
  if (action === 'merge' && post === 'dispatcher' && from !== row.state) return lead(aim, row, around, from)
  const via = viaOf(aim)
  if (post === 'system' && (row.state === via || aim.waited > 0)) return systemsTurn(aim, row, around)
  if (row.state !== via) return lead(aim, row, around, via)
  return lastMove(aim, row, around)
}

function registering({ post }: Aim): Omit<Move, 'last'> {
  const who = SPEAKERS[post] ?? 'asker'
  const isFinding = post === 'supervisor'
  return {
    who,
    act: 'register',
    with: { kind: isFinding ? 'finding' : 'request', asker: askerOf(who, false, isFinding) },
  }
}

function merging(
  row: LoadedCase,
  master: LoadedCase,
  { around, last }: { around: Around; last: boolean },
): Move | undefined {
  const into = { master: master.id, master_version: master.version }
  return byWhoever(row, 'merge', { around, with: into, last })
}

/** The act itself, by somebody in the post; or what has to come before it. */
function lastMove(aim: Aim, row: LoadedCase, around: Around): Move | undefined {
  const act = aim.action as CaseAct // marked cast: the rows of the system and of imports went elsewhere
  // Who leaves was the last who had not confirmed.
  if (act === 'withdraw' && aim.to === 'confirmed' && unconfirmed(row).length > 1)
    return byWhoever(row, 'confirm', { around, with: {}, last: false, only: 'otherAsker' })
  const own = byWhoever(row, act, { around, with: wordsOf(aim, row), last: true, as: aim.post })
  if (own) return own
  const before = BEFORE[act]
  return before && byWhoever(row, before, { around, with: {}, last: false })
}

function wordsOf({ action, from, to, post }: Aim, row: LoadedCase): object {
  switch (action) {
    case 'decide_dispute':
      return { decision: to === 'confirmed' ? 'allow_strike_off' : 'work_again' }
    case 'decide_suspension':
      return { grant: to === 'suspended' }
    case 'confirm':
      return post === 'supervisor' && from === to ? { party: 'asker' } : {}
    case 'escalate':
      return { rung: RUNGS[RUNGS.findIndex((rung) => rung === row.rung) + 1] }
    case 'reply':
      return { outcome: 'solved', review_on: undefined, commitment: undefined }
    default:
      return {}
  }
}

/** What lets the system act: a request that nobody decides, a rest that is promised, or time alone. */
function systemsTurn(aim: Aim, row: LoadedCase, around: Around): Move | 'wait' | undefined {
  const { action, from } = aim
  if (['register', 'dispatch', 'accept'].includes(action)) {
    const rest = { outcome: 'partly_solved', commitment: { text: '剩下的', due: '2027-12-20' } }
    return byWhoever(row, 'reply', { around, with: { ...rest, review_on: undefined }, last: true })
  }
  if (action === 'lapse' && aim.waited === 0) {
    if (row.pending === null) return byWhoever(row, 'request_extension', { around, with: {}, last: false })
    const leaving = { dispatched: 'redispatch', replied: 'reply' } as const
    const act = from === 'dispatched' || from === 'replied' ? leaving[from] : undefined
    const other = { department: OUTSIDE, deadline: { working_days: 5 } }
    const solved = { outcome: 'solved', review_on: undefined, commitment: undefined }
    if (act) return byWhoever(row, act, { around, with: act === 'reply' ? solved : other, last: true })
  }
  aim.waited += 1
  return aim.waited > 5 || row.state !== viaOf(aim) ? undefined : 'wait'
}

/** One act on the way from the state that the case is in to another. */
function lead(aim: Aim, row: LoadedCase, around: Around, goal: string): Move | undefined {
  const without = SPEAKS.includes(aim.action) ? SPEAKERS[aim.post] : undefined
  const by = (act: CaseAct, said: object = {}) =>
    byWhoever(row, act, { around, with: said, last: false, without })
  switch (row.state) {
    case 'registered':
      if (goal === 'closed_refused') return by('refuse')
      if (goal === 'closed_handed_over') return by('hand_over')
      return withoutDepartment(aim) ? by('answer_on_spot') : by('dispatch', dispatched(aim))
    case 'dispatched':
      return goal === 'returned' ? by('return') : by('accept')
    case 'returned':
      return by('dispatch', dispatched(aim))
    case 'accepted':
      if (goal !== 'suspended')
        return by('reply', { outcome: 'solved', review_on: undefined, commitment: undefined })
      if (row.pending?.what === 'suspension') return by('decide_suspension', { grant: true })
      return by('request_suspension', aim.post === 'system' ? { until: tomorrow(around.now) } : {})
    case 'suspended':
      return by('resume')
    case 'replied':
      return confirming(aim, row, around)
    case 'confirmed':
      if (goal !== 'struck_off') return undefined
      if (row.dispute === 'open') return by('decide_dispute', { decision: 'allow_strike_off' })
      return by('strike_off') ?? by('countersign')
    default:
      return undefined
  }
}

/** What was confirmed for somebody he may still reject; and who is not satisfied opens a dispute. */
function confirming(aim: Aim, row: LoadedCase, around: Around): Move | undefined {
  const rating = aim.action === 'decide_dispute' ? 1 : 5
  const [waiting] = unconfirmed(row)
  const by = { way: 'told', how: 'telephone', rating, evidence: '电话' }
  const forHim = { by, ...(waiting && { party: waiting.key }) }
  const own =
    aim.action === 'reject' ? undefined : byWhoever(row, 'confirm', { around, with: { rating }, last: false })
  return own ?? byWhoever(row, 'confirm_for_asker', { around, with: forHim, last: false })
}

const tomorrow = (now: string): string => shiftInstant(now, 24 * 3600 * 1000).slice(0, 10)

/** The act by one of those who may, in a post where it has to be that post. */
function byWhoever(
  row: LoadedCase,
  act: CaseAct,
  how: {
    readonly around: Around
    readonly with: object
    readonly last: boolean
    readonly as?: string
    readonly without?: Who | undefined
    readonly only?: Who
  },
): Move | undefined {
  const { actors, now, pick } = how.around
  const able = [...actors].flatMap(([who, actor]) =>
    who !== how.without &&
    who === (how.only ?? who) &&
    (how.as === undefined || capacityFor(actor, row, act) === how.as) &&
    canDo(actor, row, [act], now)[act]
      ? [who]
      : [],
  )
  const who = able[Math.floor(pick * able.length)]
  return who && { who, act, id: row.id, with: how.with, last: how.last }
}
