import type { Actor } from '../../src/kernel/actor.ts'
import { inPark } from '../../src/kernel/database.ts'
import { refuseCase } from '../../src/modules/cases/refuse-case.ts'
import { getCase, type LoadedCase } from '../../src/modules/cases/store.ts'
import { addUser, findActor } from '../../src/modules/people/index.ts'
import { CAST, foundPark, NOW, OUTSIDE, type TestPark, type TestProduct, type Who } from '../support/park.ts'

export const PEOPLE = Object.keys(CAST) as readonly Who[]

/** Where a walk goes. */
export interface World {
  readonly bench: TestProduct
  readonly park: TestPark
  /** Another park, to which cases are handed over, and which refuses some. */
  readonly other: TestPark
  readonly actors: ReadonlyMap<Who, Actor>
  /** A second person of the outside body, to whom its liaison can give a case. */
  readonly deputy: string
}

/** A park for one walk, on the day on which every walk begins. */
export async function foundWorld(bench: TestProduct, other: TestPark): Promise<World> {
  bench.clock.set(NOW)
  const park = await foundPark(bench)
  // Somebody with two posts: he works on cases and sits at the dispatch centre.
  await park.act('console', addUser, { name: 'handler', post: 'dispatcher' })
  const deputy = await park.act('console', addUser, { name: 'deputy', post: 'liaison', department: OUTSIDE })
  const now = bench.clock()
  const found = await inPark(bench.product.runtime.database.app, park.id, 'read', (tx) =>
    Promise.all(
      PEOPLE.map(async (who) => {
        const actor = await findActor(tx, { parkId: park.id, userId: park.people[who], now })
        if (!actor) throw new Error(`nobody is ${who}`)
        return [who, actor] as const
      }),
    ),
  )
  return { bench, park, other, actors: new Map(found), deputy: deputy.id }
}

/** The cases as they stand, read in one transaction. */
export async function readCases(
  { bench, park }: World,
  ids: readonly string[],
): Promise<readonly LoadedCase[]> {
  if (ids.length === 0) return []
  return inPark(bench.product.runtime.database.app, park.id, 'read', (tx) =>
    Promise.all(ids.map((id) => getCase(tx, park.id, id))),
  )
}

/** What happens by itself: clocks tick, parks hear of each other, and the other one refuses now and then. */
export async function timePasses(world: World, otherRefuses: boolean): Promise<void> {
  const { bench, park, other } = world
  const { runtime, modules } = bench.product
  const clocks = modules.flatMap(({ jobs }) => jobs).find(({ name }) => name === 'cases.clocks')
  if (!clocks) throw new Error('no job tends the clocks')
  await clocks.sweep(runtime, park.id)
  await passOn(world, park)
  if (!otherRefuses) return
  const [taken] = await bench.sql(
    `select id, version from cases where park_id = $1 and state = 'registered' and handed_from ->> 'park_id' = $2
     limit 1`,
    [other.id, park.id],
  )
  if (!taken) return
  const on = { id: String(taken['id']), version: Number(taken['version']) }
  await other.act('dispatcher', refuseCase, { ...on, reason: 'not_of_the_park', text: '不归我们' })
  await passOn(world, other)
}

const DAY_MS = 24 * 3600 * 1000

/** The next day, in the morning, when the offices are open unless it is a day off. */
export async function waitForMorning(world: World, otherRefuses: boolean): Promise<void> {
  const { clock } = world.bench
  const next = new Date(Date.parse(clock()) + DAY_MS).toISOString().slice(0, 10)
  clock.set(`${next}T02:24:00.000Z`)
  await timePasses(world, otherRefuses)
}

/** What goes between parks alone: thousands of other facts are nobody's business here. */
async function passOn({ bench }: World, { id: parkId }: TestPark): Promise<void> {
  const { runtime, modules } = bench.product
  const listeners = modules.flatMap((module) => module.listeners)
  const facts = await bench.sql(
    `update outbox set done_at = created_at where park_id = $1 and done_at is null and topic = 'cases.between_parks'
     returning id, topic, key, payload`,
    [parkId],
  )
  for (const { id, topic, key, payload } of facts) {
    const fact = { id: String(id), topic: String(topic), key: String(key), payload }
    for (const { topic: wanted, hear } of listeners)
      if (wanted === fact.topic) await hear(runtime, parkId, fact)
  }
}
