import type { TestPark, Who } from '../../../test/support/park.ts'
import { acceptCase } from './accept-case.ts'
import { confirmCase } from './confirm-case.ts'
import type { CaseView, RegisterCase } from './contract.ts'
import { dispatchCase } from './dispatch-case.ts'
import { aRegisteredCase } from './fixtures.ts'
import { mergeCases } from './merge-cases.ts'
import { oneCase } from './queries.ts'
import { replyCase } from './reply-case.ts'
import { strikeOffCase } from './strike-off-case.ts'

/** Cases with several askers, as tests find them. */

/** The case as somebody sees it now. */
export const seen = (park: TestPark, { id }: { id: string }, who: Who = 'dispatcher'): Promise<CaseView> =>
  park.ask(who, oneCase, { id })

/** What an enterprise asks for itself. */
export const askedBy = (park: TestPark, who: Who, over: Partial<RegisterCase> = {}) =>
  aRegisteredCase(park, { asker: { kind: 'enterprise' }, text: `东门公交班次太少（${who}）`, ...over }, who)

/** Merges one case into another, both as they stand. */
export async function mergedInto(
  park: TestPark,
  one: { id: string },
  master: { id: string },
): Promise<CaseView> {
  const { version } = await seen(park, one)
  const { version: master_version } = await seen(park, master)
  const reason = '同一路段的同一诉求'
  return park.act('dispatcher', mergeCases, {
    id: one.id,
    version,
    master: master.id,
    master_version,
    reason,
  })
}

/** Two enterprises asked for the same, and the second one's case was merged into the first one's. */
export async function aMergedPair(
  park: TestPark,
  over: Partial<RegisterCase> = {},
): Promise<{ master: CaseView; merged: CaseView }> {
  const master = await askedBy(park, 'asker', over)
  const merged = await mergedInto(park, await askedBy(park, 'otherAsker'), master)
  return { master: await seen(park, master), merged }
}

/** Dispatched, accepted and answered by the department of transport. */
export async function answered(park: TestPark, { id }: { id: string }): Promise<CaseView> {
  const { version } = await seen(park, { id })
  const dispatched = await park.act('dispatcher', dispatchCase, { id, version, department: '建设交通局' })
  const accepted = await park.act('handler', acceptCase, { id, version: dispatched.version })
  return park.act('handler', replyCase, {
    id,
    version: accepted.version,
    answer: '已加开两班',
    outcome: 'solved',
  })
}

/** Each confirms for himself, in this order. */
export async function confirmedBy(
  park: TestPark,
  { id }: { id: string },
  ratings: Partial<Record<Who, number>>,
): Promise<CaseView> {
  for (const [who, rating] of Object.entries(ratings) as [Who, number][]) {
    const { version } = await seen(park, { id }, who)
    await park.act(who, confirmCase, { id, version, rating })
  }
  return seen(park, { id })
}

export async function struckOff(park: TestPark, { id }: { id: string }): Promise<CaseView> {
  const { version } = await seen(park, { id })
  return park.act('dispatcher', strikeOffCase, { id, version })
}
