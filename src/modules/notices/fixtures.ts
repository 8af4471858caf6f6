import { sweepAll } from '../../kernel/jobs.ts'
import { outboxJob } from '../../kernel/outbox.ts'
import type { Runtime } from '../../kernel/runtime.ts'
import type { TestPark, TestProduct, Who } from '../../../test/support/park.ts'
import type { NoticeView } from './contract.ts'
import { deliverNotices } from './deliver.ts'
import { noticesModule } from './module.ts'
import { listNotices } from './queries.ts'

/** Passes on what commands announced. */
export const hear = ({ product }: TestProduct): Promise<void> =>
  sweepAll(product.runtime, outboxJob(noticesModule.listeners))

/** Sends what is due outside; of an installation with other settings where they are given. */
export const deliver = (
  { product }: TestProduct,
  settings: Partial<Runtime['settings']> = {},
): Promise<void> =>
  sweepAll({ ...product.runtime, settings: { ...product.runtime.settings, ...settings } }, deliverNotices)

/** What somebody of the cast was told, the newest first, unread first. */
export const toldTo = async (park: TestPark, who: Who): Promise<readonly NoticeView[]> =>
  (await park.ask(who, listNotices, {})).items

/** Who of the cast was told with which words. */
export async function tally(
  bench: TestProduct,
  park: TestPark,
  caseId: string,
): Promise<Record<string, readonly Who[]>> {
  const rows = await bench.sql(
    `select n.template, u.name from notices n join users u on u.park_id = n.park_id and u.id = n.user_id
     where n.park_id = $1 and n.case_id = $2 order by n.template, u.name`,
    [park.id, caseId],
  )
  const told: Record<string, Who[]> = {}
  // Marked cast: the cast is named by what it is.
  for (const { template, name } of rows) (told[String(template)] ??= []).push(name as Who)
  return told
}
