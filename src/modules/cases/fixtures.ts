import type { TestPark, Who } from '../../../test/support/park.ts'
import { acceptCase } from './accept-case.ts'
import { confirmCase } from './confirm-case.ts'
import type { CaseView, ImportedCase, RegisterCase } from './contract.ts'
import { dispatchCase } from './dispatch-case.ts'
import { rejectCase } from './reject-case.ts'
import { reopenCase } from './reopen-case.ts'
import { registerCase } from './register-case.ts'
import { replyCase } from './reply-case.ts'
import { returnCase } from './return-case.ts'
import { strikeOffCase } from './strike-off-case.ts'

/** For tests of other modules that have to stop in the midst of an act. */
export { attachFile } from './attach-file.ts'

/** Cases as tests find them: each as it is after the steps before it. */

export const aRegisteredCase = (park: TestPark, over: Partial<RegisterCase> = {}, who: Who = 'dispatcher') =>
  park.act(who, registerCase, {
    kind: 'request',
    text: '东门公交班次太少，夜班职工下班无车可坐',
    asker: { kind: 'enterprise', name: '示例电气装备有限公司' },
    category: '交通',
    ...over,
  })

export async function aDispatchedCase(park: TestPark, over: Partial<RegisterCase> = {}): Promise<CaseView> {
  const { id, version } = await aRegisteredCase(park, over)
  return park.act('dispatcher', dispatchCase, { id, version, department: '建设交通局' })
}

export async function anAcceptedCase(park: TestPark, over: Partial<RegisterCase> = {}): Promise<CaseView> {
  const { id, version } = await aDispatchedCase(park, over)
  return park.act('handler', acceptCase, { id, version })
}

export async function aRepliedCase(park: TestPark, over: Partial<RegisterCase> = {}): Promise<CaseView> {
  const { id, version } = await anAcceptedCase(park, over)
  return park.act('handler', replyCase, { id, version, answer: '已加开两班', outcome: 'solved' })
}

/** The handler answered, the asker sent it back, and the head answered. */
export async function aCaseAnsweredByTwo(park: TestPark): Promise<CaseView> {
  const { id, version } = await aRepliedCase(park)
  const again = await park.act('asker', rejectCase, { id, version, reason: '还是没车' })
  return park.act('head', replyCase, {
    id,
    version: again.version,
    answer: '再加开一班',
    outcome: 'solved',
  })
}

export async function aConfirmedCase(park: TestPark, rating = 5): Promise<CaseView> {
  const { id, version } = await aRepliedCase(park)
  return park.act('asker', confirmCase, { id, version, rating })
}

/** The head of the department says that it is not theirs. */
export const returned = (park: TestPark, { id, version }: Pick<CaseView, 'id' | 'version'>) =>
  park.act('head', returnCase, { id, version, reason: '不归我们' })

/** Dispatched, once more if it came back. */
export const dispatched = (park: TestPark, { id, version }: Pick<CaseView, 'id' | 'version'>) =>
  park.act('dispatcher', dispatchCase, { id, version, department: '建设交通局' })

/** Answered again after it came back, confirmed and struck off. */
export async function struckOffAgain(park: TestPark, { id, version }: CaseView): Promise<CaseView> {
  const answer = { answer: '又加开一班', outcome: 'solved' } as const
  const replied = await park.act('handler', replyCase, { id, version, ...answer })
  const confirmed = await park.act('asker', confirmCase, { id, version: replied.version, rating: 5 })
  return park.act('dispatcher', strikeOffCase, { id, version: confirmed.version })
}

/** The asker is not content after all. */
export const reopened = (park: TestPark, { id, version }: CaseView) =>
  park.act('asker', reopenCase, { id, version, reason: '又没车了' })

export async function aStruckOffCase(park: TestPark): Promise<CaseView> {
  const { id, version } = await aConfirmedCase(park)
  return park.act('dispatcher', strikeOffCase, { id, version })
}

/** A row of a ledger on paper, done with. */
export const anImportedRow = (over: Partial<ImportedCase> = {}): ImportedCase => ({
  year: 2025,
  serial: '7',
  number: null,
  hash: 'row-7',
  state: 'struck_off',
  text: '楼道灯不亮',
  category: '市政设施',
  source: '走访',
  rung: 'department',
  key_list: false,
  asker: { name: '示例纺织有限公司', code: null, contact_name: null, contact_phone: null },
  lead_leader: null,
  department: '建设交通局',
  co_departments: null,
  demand: null,
  progress: null,
  remark: null,
  registered_on: '2025-11-03',
  dispatched_on: '2025-11-03',
  deadline: { given: '5个工作日', working_days: 5, due_on: '2025-11-10' },
  replied_on: '2025-11-07',
  answer: '已修好',
  outcome: 'solved',
  rating: 4,
  by_default: false,
  struck_off_on: '2025-11-10',
  returned: 0,
  reopened: 0,
  ...over,
})
