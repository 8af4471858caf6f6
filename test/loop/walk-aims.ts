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

export const aimAt = (row: string): Aim => {
  const [action = '', from = '', to = '', post = ''] = row.split('/')
  return { action, from, to, post, ids: [], waited: 0, steps: 0 }
}

/** Who asks or registers where an asker of this post is wanted; he does not work on it in the department in charge. */
export const SPEAKERS: Readonly<Record<string, Who>> = {
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
export const SPEAKS = [...ASKS, 'withdraw', 'object', 'amend']
/** Who sees a case because he registered it. */
const SEE_THEIR_OWN = ['officer', 'hotline', 'leader', 'enterprise']

const OTHER_ENTERPRISE = '示例食品有限公司'

/** Whether no department is in charge of the case as the row is taken: it was answered on the spot by an officer. */
export const withoutDepartment = ({ action, to }: Aim): boolean =>
  to === 'registered' && ['reject', 'reopen', 'decide_dispute'].includes(action)

/** Who registers what for an aim: its own case first. */
export function registrations(aim: Aim): { who: Who; with: object }[] {
  const { action, from, to, post } = aim
  const speaker = SPEAKERS[post] ?? 'asker'
  const beforeDispatch = action === 'note' && from === 'registered'
  const speaks = SPEAKS.includes(action) || SEE_THEIR_OWN.includes(post) || beforeDispatch
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
export function dispatched({ action, from, post }: Aim): object {
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

/** Who registers what where that is the row itself. */
export function registering({ post }: Aim): { who: Who; with: object } {
  const who = SPEAKERS[post] ?? 'asker'
  const isFinding = post === 'supervisor'
  return {
    who,
    with: { kind: isFinding ? 'finding' : 'request', asker: askerOf(who, false, isFinding) },
  }
}
