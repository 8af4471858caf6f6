import { shiftInstant } from '../../src/kernel/clock.ts'
import type { CaseAct } from '../../src/modules/cases/contract.ts'
import type { LoadedCase } from '../../src/modules/cases/store.ts'
import { RUNGS } from '../../src/modules/cases/steering-rules.ts'
import { CAST, OUTSIDE, type TestPark, type Who } from '../support/park.ts'

/** What chance gives a step. */
export interface Drawn {
  /** It leads to what the walk is after. */
  readonly aims: boolean
  readonly free: boolean
  readonly act: CaseAct
  readonly who: Who
  readonly which: number
  readonly pick: number
  readonly stale: boolean
  readonly again: boolean
  readonly minutes: number
  readonly rating: number
  readonly flag: boolean
  readonly snapshot: boolean
}

export interface Around {
  readonly one: Drawn
  readonly park: TestPark
  /** The code of another park. */
  readonly elsewhere: string
  readonly id: string
  readonly version: number
  readonly row: LoadedCase | undefined
  /** Other cases of the park, for what two of them are needed. */
  readonly others: readonly LoadedCase[]
  /** A second person of the outside body. */
  readonly deputy: string
}

/** Why walks cannot take a row: it needs what a walk has not. */
export function notReachedByWalks(row: string): string | undefined {
  if (row.startsWith('history/')) return 'an import tells it'
  if (row.startsWith('attach/')) return 'it needs an upload first; its rows are those of a note'
  if (row.startsWith('recount/')) return "it waits for next year's official days"
  return NEVER_TAKEN.get(row)
}

const never = (why: string, ...rows: readonly string[]) => rows.map((row) => [row, why] as const)

/** Rows that no code takes. They stay: a row is never taken away, for old entries may lean on it. */
export const NEVER_TAKEN: ReadonlyMap<string, string> = new Map([
  ...never(
    'who works for a department acts for that in charge, and a registered case has none',
    ...['handler', 'head', 'liaison'].map((post) => `answer_on_spot/registered/replied/${post}`),
    ...['dispatcher', 'head', 'liaison'].map((post) => `reassign_handler/registered/registered/${post}`),
  ),
  ...never(
    'the withdrawal itself forgets the request that waits',
    'lapse/closed_withdrawn/closed_withdrawn/system',
  ),
  ...never(
    'the system dispatches only the rest of what was partly solved, as it is registered',
    'dispatch/returned/dispatched/system',
  ),
])

const REGISTRARS: readonly Who[] = [
  'dispatcher',
  'officer',
  'hotline',
  'asker',
  'otherHandler',
  'head',
  'leader',
  'liaison',
  'supervisor',
]

/** Who registers: whoever has done so least. */
export function registration(
  { which, flag, who }: Drawn,
  taken: ReadonlyMap<string, number>,
): { who: Who; act: 'register' } {
  const times = (one: Who) => taken.get(`register/none/registered/${CAST[one].post}`) ?? 0
  const least = REGISTRARS.toSorted((a, b) => times(a) - times(b))
  return { act: 'register', who: flag ? (least[0] ?? who) : (REGISTRARS[which % REGISTRARS.length] ?? who) }
}

const DEPARTMENTS = ['建设交通局', '建设交通局', '生态环境分局', '交办中心', OUTSIDE]
const at = <T>(list: readonly T[], n: number): T => {
  const one = list[n % list.length]
  if (one === undefined) throw new Error('an empty list')
  return one
}

/** The day so many days after the case's due date, or after a day far off. */
const later = (row: LoadedCase | undefined, days: number): string =>
  shiftInstant(`${row?.due_on ?? '2026-10-09'}T00:00:00.000Z`, days * 24 * 3600 * 1000).slice(0, 10)

/** An input for an act on a case: mostly one that will do. */
export function inputFor(
  act: CaseAct | 'register',
  { one, park, elsewhere, id, version, row, others, deputy }: Around,
): object {
  const { flag, rating, which, who } = one
  const on = { id, version }
  const reason = '看过'
  switch (act) {
    case 'register': {
      const own = who === 'supervisor' || (flag && which % 3 === 0)
      return {
        kind: who === 'supervisor' ? 'finding' : at(['request', 'request', 'hazard', 'obstacle'], which),
        text: '示例：夜班职工下班无车可坐',
        // Now and then the park's own people ask for themselves.
        asker:
          who === 'supervisor'
            ? { kind: 'inspector', name: 'supervisor' }
            : own && who !== 'asker'
              ? { kind: 'department', name: who }
              : { kind: 'enterprise', name: '示例电气装备有限公司' },
        confidential: rating === 1,
        category: at(['交通', '水电', '用工'], which),
      }
    }
    case 'dispatch':
      return {
        ...on,
        department: at(DEPARTMENTS, which),
        ...(flag && { co_organisers: [{ department: at(DEPARTMENTS, which + 2) }] }),
      }
    case 'redispatch':
      return { ...on, department: at(DEPARTMENTS, which), reason }
    case 'set_co_organisers':
      return { ...on, reason, co_organisers: [{ department: at(DEPARTMENTS, which) }] }
    case 'accept':
    case 'co_accept':
    case 'countersign':
      return on
    case 'strike_off':
      return { ...on, evidence: '现场核实' }
    case 'co_reply':
      return { ...on, answer: '配合办好' }
    case 'refuse':
      return { ...on, reason: 'not_of_the_park', text: reason }
    case 'answer_on_spot':
      return { ...on, answer: '当场办了', outcome: 'solved' }
    case 'propose_reply':
    case 'reply':
      return {
        ...on,
        answer: '已办',
        without_co_organisers: '不等',
        ...(rating === 1
          ? { outcome: 'explained', review_on: '2027-12-20' }
          : rating === 2
            ? { outcome: 'partly_solved', commitment: { text: '剩下的', due: '2027-12-20' } }
            : { outcome: 'solved' }),
      }
    case 'confirm':
      return { ...on, rating }
    case 'confirm_for_asker': {
      const parties = (row?.parties ?? []).map(({ key }) => key)
      return {
        ...on,
        by: { way: 'told', how: 'telephone', rating, evidence: '电话' },
        ...(parties.length > 0 && flag && { party: at(parties, which) }),
      }
    }
    case 'decide_dispute':
      return { ...on, decision: flag ? 'allow_strike_off' : 'work_again', reason }
    case 'withdraw':
      return { ...on, reason, evidence: '电话里说的' }
    case 'merge': {
      const masters = others.filter(
        (other) =>
          other.id !== id &&
          other.kind === row?.kind &&
          ['registered', 'dispatched', 'accepted', 'replied', 'returned', 'suspended'].includes(other.state),
      )
      const master = masters.length === 0 ? undefined : at(masters, which)
      return { ...on, reason, master: master?.id ?? park.id, master_version: master?.version ?? 1 }
    }
    case 'hand_over':
      return { ...on, reason, park: elsewhere }
    case 'request_extension':
      return { ...on, until: later(row, 5 + (which % 5)), progress: '一半', reason }
    case 'request_suspension':
      return { ...on, until: later(row, 20 + (which % 5)), reason }
    case 'decide_extension':
    case 'decide_suspension':
      return { ...on, grant: which % 3 !== 0, reason }
    case 'escalate':
      return { ...on, rung: at(RUNGS, which), reason }
    case 'amend':
      return {
        ...on,
        reason,
        set: flag ? { category: `类别${which}` } : { urgency: at(['normal', 'urgent', 'critical'], which) },
      }
    case 'mark_key':
      return { ...on, reason, key_list: !(row?.key_list ?? false) }
    case 'reassign_handler': {
      const workers = (
        ['handler', 'head', 'otherHandler', 'otherHead', 'centreHandler', 'liaison'] as const
      ).map((worker) => park.people[worker])
      return { ...on, reason, handler: at([...workers, deputy], which) }
    }
    case 'attach':
      // Uploads are shown elsewhere; here nobody has any.
      return { ...on, files: [] }
    case 'urge':
    case 'supervise':
      return { ...on, text: '抓紧' }
    case 'note':
      return { ...on, text: '看过', public: true }
    case 'return':
    case 'co_return':
    case 'send_back':
    case 'reject':
    case 'reopen':
    case 'object':
    case 'resume':
      return { ...on, reason }
  }
}
