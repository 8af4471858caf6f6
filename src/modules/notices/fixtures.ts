import { run, type Command } from '../../kernel/command.ts'
import { Failure } from '../../kernel/failure.ts'
import { sweepAll } from '../../kernel/jobs.ts'
import { outboxJob } from '../../kernel/outbox.ts'
import type { Runtime } from '../../kernel/runtime.ts'
import type { z } from 'zod'
import type { TestPark, TestProduct, Who } from '../../../test/support/park.ts'
import type { Receiver } from '../../../test/support/receiver.ts'
import { addWebhook } from './add-webhook.ts'
import type { NoticeView } from './contract.ts'
import { deliverWebhooks } from './deliver-webhooks.ts'
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

/** An installation for which the receiver's port on loopback, and nothing else, counts as public. */
const reaching = ({ product }: TestProduct, { outgoing }: Receiver): Runtime => ({
  ...product.runtime,
  outgoing,
})

/** A webhook of the park to the receiver. */
export async function aWebhook(
  bench: TestProduct,
  park: TestPark,
  { receiver, path = 'hook', topics }: { receiver: Receiver; path?: string; topics?: string[] },
): Promise<{ id: string; secret: string }> {
  const url = `https://127.0.0.1:${receiver.port}/${path}`
  const request = { principal: park.principal('admin'), requestId: 'test' }
  const { value } = await run(
    reaching(bench, receiver),
    addWebhook,
    { url, ...(topics && { topics }) },
    request,
  )
  return { id: value.id, secret: value.secret ?? '' }
}

/** Passes on what was announced and sends it. */
export async function push(bench: TestProduct, receiver: Receiver): Promise<void> {
  await hear(bench)
  await sweepAll(reaching(bench, receiver), deliverWebhooks)
}

/** That of all the cast administrators alone may, and those of another park find nothing. */
export async function refusesOthers<I extends z.ZodType, S, O>(
  park: TestPark,
  other: TestPark,
  { command, input }: { command: Command<I, S, O>; input: z.input<I> },
): Promise<string[]> {
  const refusals: string[] = []
  for (const who of ['dispatcher', 'head', 'supervisor', 'auditor', 'asker'] as const)
    refusals.push(await refusalOf(park.act(who, command, input)))
  return [...refusals, await refusalOf(other.act('admin', command, input))]
}

const refusalOf = (act: Promise<unknown>): Promise<string> =>
  act.then(
    () => 'done',
    (error: unknown) => (error instanceof Failure ? error.code : 'fault'),
  )

export const REFUSALS = [...Array<string>(5).fill('kernel.forbidden'), 'notices.webhook_missing']
