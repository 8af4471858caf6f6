import { z } from 'zod'
import { systemActor } from '../../kernel/actor.ts'
import { run } from '../../kernel/command.ts'
import { inPark } from '../../kernel/database.ts'
import type { Fact, Listener } from '../../kernel/outbox.ts'
import type { Runtime } from '../../kernel/runtime.ts'
import { findEnterprise } from '../enterprises/index.ts'
import { getPark, getParkTime } from '../parks/index.ts'
import { BETWEEN_PARKS } from './act.ts'
import type { AskerKind } from './contract.ts'
import { goesBack } from './goes-back.ts'
import { nameOtherPart } from './name-other-part.ts'
import { FIRST, present, type Standing } from './parties-rules.ts'
import { namesIn } from './party-view.ts'
import { getCase, type LoadedCase } from './store.ts'
import { takeBackCase } from './take-back-case.ts'
import { takeOverCase, type TakeOverCase } from './take-over-case.ts'
import type { Tx } from '../../kernel/database.ts'

const Payload = z.object({ case_id: z.uuid(), action: z.string() })

/**
 * Carries what one park did with a case to the park that has the other part of it. Two parks are never seen in one
 * transaction: each step is a command of one park, by the system, under a key, so that it happens once wherever the
 * server stops in between.
 */
export const betweenParks: Listener = {
  topic: BETWEEN_PARKS,
  async hear(runtime, parkId, fact: Fact) {
    const { case_id: id, action } = Payload.parse(fact.payload)
    if (action === 'hand_over') await handOn(runtime, parkId, id)
    else if (action === 'refuse') await giveBack(runtime, parkId, id)
  },
}

async function handOn(runtime: Runtime, parkId: string, id: string): Promise<void> {
  const handed = await inPark(runtime.database.app, parkId, 'read', (tx) => handedOn(tx, parkId, id))
  // The entry that names the other park's number is announced as well; and it may have come back meanwhile.
  if (!handed) return
  const { value } = await run(runtime, takeOverCase, handed.input, {
    principal: systemActor(handed.to),
    requestId: `take-over/${handed.input.id}`,
    key: `take-over/${handed.input.id}`,
  })
  await run(
    runtime,
    nameOtherPart,
    { id, other: value.id, number: value.number },
    {
      principal: systemActor(parkId),
      requestId: `name-other-part/${value.id}`,
      key: `name-other-part/${value.id}`,
    },
  )
}

/** What the other park needs to register it; undefined when nothing waits to be registered. */
async function handedOn(
  tx: Tx,
  parkId: string,
  id: string,
): Promise<{ to: string; input: TakeOverCase } | undefined> {
  const [row, park] = await Promise.all([getCase(tx, parkId, id), getPark(tx, parkId)])
  const { handed_to: handed } = row
  if (handed === null || handed.number !== null) return undefined
  const everyone = present(row)
  const first = everyone.find(({ role }) => role === 'asker') ?? everyone[0]
  if (!first) return undefined
  const named = async (one: Standing) => ({
    kind: kindOf(row, one),
    name: nameOf(row, one),
    code:
      one.enterprise_id === null
        ? null
        : ((await findEnterprise(tx, parkId, { id: one.enterprise_id }))?.code ?? null),
  })
  const others: TakeOverCase['others'] = []
  for (const one of everyone) {
    if (one === first) continue
    const number = one.key === FIRST ? row.number : (partyOf(row, one)?.number ?? null)
    const key = one.key === FIRST ? row.id : one.key
    others.push({ ...(await named(one)), key, role: one.role, number })
  }
  // Marked casts: CHECKs of the table allow no other values.
  return {
    to: handed.park_id,
    input: {
      id: handed.case_id,
      from: { park_id: parkId, park: park.name, case_id: row.id, number: row.number },
      kind: row.kind as TakeOverCase['kind'],
      text: row.text,
      category: row.category,
      subject: row.subject,
      urgency: row.urgency as TakeOverCase['urgency'],
      confidential: row.confidential,
      asker: await named(first),
      contact_name: row.contact_name,
      contact_phone: row.contact_phone,
      registered_at: row.registered_at,
      others,
    },
  }
}

const partyOf = (row: LoadedCase, { key }: Standing) => row.parties.find((party) => party.key === key)

const kindOf = (row: LoadedCase, one: Standing): AskerKind =>
  partyOf(row, one)?.kind ?? (row.asker_kind as AskerKind) // marked cast: a CHECK allows no other

const nameOf = (row: LoadedCase, { key }: Standing): string =>
  (key === FIRST
    ? (row.enterprise_name ?? row.asker_name)
    : (row.party_names?.[key] ?? namesIn(row.opposite_names)[key])) ?? ''

async function giveBack(runtime: Runtime, parkId: string, id: string): Promise<void> {
  const from = await inPark(runtime.database.app, parkId, 'read', async (tx) => {
    const [row, time] = await Promise.all([getCase(tx, parkId, id), getParkTime(tx, parkId)])
    const { handed_from: handed, refused_on: refused } = row
    if (handed === null || refused === null) return undefined
    return goesBack(time, row, refused) ? handed : undefined
  })
  if (!from) return
  await run(
    runtime,
    takeBackCase,
    { id: from.case_id, other: id },
    { principal: systemActor(from.park_id), requestId: `take-back/${id}`, key: `take-back/${id}` },
  )
}
