import type { Actor } from '../../src/kernel/actor.ts'
import { shiftInstant } from '../../src/kernel/clock.ts'
import type { CaseAct } from '../../src/modules/cases/contract.ts'
import { unconfirmed } from '../../src/modules/cases/parties-rules.ts'
import { canDo, capacityFor } from '../../src/modules/cases/policy.ts'
import { RUNGS } from '../../src/modules/cases/steering-rules.ts'
import type { LoadedCase } from '../../src/modules/cases/store.ts'
import { OUTSIDE, type Who } from '../support/park.ts'
import {
  dispatched,
  registering,
  registrations,
  SPEAKERS,
  SPEAKS,
  withoutDepartment,
  type Aim,
} from './walk-aims.ts'

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

/** Chance spoils some ways, and some inputs of some steps are refused. */
const MOST_STEPS = 25

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
    return ids.length > 0 ? undefined : { ...registering(aim), act: 'register', last: true }
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
      return SOLVED
    default:
      return {}
  }
}

/** An answer that anybody of the department may give, and that leaves nothing over. */
const SOLVED = { outcome: 'solved', review_on: undefined, commitment: undefined }

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
    if (act) return byWhoever(row, act, { around, with: act === 'reply' ? SOLVED : other, last: true })
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
      if (goal !== 'suspended') return by('reply', SOLVED)
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
