import type { TestPark, TestProduct } from '../../../test/support/park.ts'
import { systemActor } from '../../kernel/actor.ts'
import { sweepAll } from '../../kernel/jobs.ts'
import { outboxJob } from '../../kernel/outbox.ts'
import { askedBy, seen } from './asker-fixtures.ts'
import { betweenParks } from './between-parks.ts'
import type { CaseView, RegisterCase } from './contract.ts'
import { handOverCase } from './hand-over-case.ts'

/** Cases that two parks have a part of, as tests find them. */

/** Passes on what waits to be passed on between parks. */
export const passOn = ({ product }: TestProduct): Promise<void> =>
  sweepAll(product.runtime, outboxJob([betweenParks]))

/** Asked by an enterprise and handed over to the other park, which has not heard of it yet. */
export async function handedOver(
  from: TestPark,
  to: TestPark,
  over: Partial<RegisterCase> = {},
): Promise<CaseView> {
  const { id, version } = await askedBy(from, 'asker', over)
  return from.act('dispatcher', handOverCase, { id, version, park: to.code, reason: '地块属贵园区' })
}

/** The case of the other park. */
export async function otherPart(
  to: TestPark,
  { handed_to }: CaseView,
  bench: TestProduct,
): Promise<CaseView> {
  const [row] = await bench.sql('select id from cases where park_id = $1 and number = $2', [
    to.id,
    handed_to?.number,
  ])
  return seen(to, { id: String(row?.['id']) })
}

/** As whom the program does what it does of itself. */
export const bySystem = (park: TestPark, key: string) => ({
  principal: systemActor(park.id),
  requestId: 'test',
  key,
})
