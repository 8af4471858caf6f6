import { afterAll, beforeAll, expect, test } from 'vitest'
import { CaseAct, CaseState } from '../../src/modules/cases/contract.ts'
import { openTestProduct, type TestProduct } from '../support/park.ts'
import { attempt, WAYS, type Way } from './cells.ts'
import { TRIALS } from './routes.ts'
import { COLUMNS } from './table.ts'
import { openWorld, type Case, type World } from './world.ts'

let bench: TestProduct
let world: World
beforeAll(async () => {
  bench = await openTestProduct()
  world = await openWorld(bench)
})
afterAll(async () => {
  await world.close()
  await bench.close()
})

const READERS = COLUMNS.filter((column) => column !== 'nobody' && column !== 'narrow')

/** A version that no case has: refused only after permission and state, and so the sign that both are passed. */
const STALE = 999

function wayOf(route: string): Way {
  const way = WAYS.get(route)
  if (!way) throw new Error(route)
  return way
}

/** Cases in every state, and those on which something waits: a proposal, a request, a dispute, co-organisers, a signature. */
async function casesInEveryState(): Promise<Readonly<Record<string, Case>>> {
  const { here, there } = world
  const made: Record<string, Case> = {}
  const states = CaseState.options.filter((state) => !/^closed_(withdrawn|merged|handed_over)$/.test(state))
  for (const state of states) made[state] = await here.caseIn({ relation: 'own', state })
  made['of an outside body'] = await here.caseIn({ relation: 'own', state: 'accepted', outside: true })
  made['of another department'] = await here.caseIn({ relation: 'other department', state: 'replied' })
  const { act } = here
  const on = ({ id, version }: Case) => ({ id, version })
  made['with a proposal'] = await act('handler', 'cases.propose_reply', {
    ...on(await here.makeCase('accepted')),
    answer: '拟复',
    outcome: 'explained',
    review_on: '2027-12-20',
  })
  made['with a request'] = await act('head', 'cases.request_extension', {
    ...on(await here.makeCase('accepted')),
    until: '2026-12-18',
    progress: '一半',
    reason: '等批复',
  })
  made['with co-organisers'] = await act('dispatcher', 'cases.set_co_organisers', {
    ...on(await here.makeCase('accepted')),
    co_organisers: [{ department: '生态环境分局' }, { department: '示例公交公司' }],
    reason: '请配合',
  })
  made['in dispute'] = await act('asker', 'cases.confirm', {
    ...on(await here.makeCase('replied')),
    rating: 1,
  })
  made['urged'] = await act('dispatcher', 'cases.urge', {
    ...on(await here.makeCase('accepted')),
    text: '抓紧',
  })
  made['withdrawn'] = await act('asker', 'cases.withdraw', {
    ...on(await here.makeCase('dispatched')),
    reason: '不用了',
  })
  const master = await here.makeCase('accepted')
  made['merged'] = await act('dispatcher', 'cases.merge', {
    ...on(await here.makeCase('dispatched')),
    master: master.id,
    master_version: master.version,
    reason: '同一件事',
  })
  made['handed over'] = await act('dispatcher', 'cases.hand_over', {
    ...on(await here.makeCase('dispatched')),
    park: there.park.code,
    reason: '属贵园区',
  })
  return made
}

test(
  'what screens offer is what commands do: can says yes if and only if permission and state are passed',
  { timeout: 180_000 },
  async () => {
    const { here, there } = world
    const cases = await casesInEveryState()
    const wrong: string[] = []
    let attempts = 0
    let offered = 0
    for (const [which, { id }] of Object.entries(cases)) {
      for (const column of READERS) {
        const { value, status } = await attempt(world, wayOf('GET /cases/{id}'), { column, input: { id } })
        const can = (value as { can: Record<CaseAct, boolean> } | undefined)?.can // marked cast: a case
        for (const act of CaseAct.options) {
          const route = `POST /cases/{id}/${act.replaceAll('_', '-')}`
          const asked = { here, there, place: here, relation: 'own', column: 'dispatcher' } as const
          const other = which === 'accepted' ? cases['replied'] : cases['accepted']
          const input = {
            ...(await TRIALS[route]?.input(asked)),
            ...(act === 'merge' && { master: other?.id }),
            id,
            version: STALE,
          }
          const { problem } = await attempt(world, wayOf(route), { column, input })
          attempts += 1
          const passes = problem?.code === 'cases.changed_since'
          if (passes) offered += 1
          if (passes !== (can?.[act] ?? false))
            wrong.push(
              `${act} ${which} ${column}: offered ${String(can?.[act])}, and ${problem?.code ?? 'done'}`,
            )
          if (status === 404 && problem?.code !== 'cases.missing')
            wrong.push(`${act} ${which} ${column}: unseen, and ${problem?.code ?? 'done'}`)
        }
      }
    }
    process.stdout.write(
      `can: ${Object.keys(cases).length} cases, ${attempts} attempts, ${offered} offered\n`,
    )
    expect(wrong).toEqual([])
    expect(offered).toBeGreaterThan(300)
  },
)
