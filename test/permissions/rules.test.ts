import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  consoleActor,
  departmentsOf,
  enterprisesOf,
  holds,
  ownHoldings,
  POSTS,
  seatsOf,
  standsInForOf,
  type Actor,
  type Holding,
  type Post,
} from '../../src/kernel/actor.ts'
import { registeredBy } from '../../src/modules/cases/asker-rules.ts'
import { BLANK } from '../../src/modules/cases/columns.ts'
import {
  AskerKind,
  CaseAct,
  CaseKind,
  CaseState,
  Rung,
  type CoOrganiser,
  type Party,
} from '../../src/modules/cases/contract.ts'
import { helping, needsSignature, waitingFor } from '../../src/modules/cases/help-rules.ts'
import {
  askersPresent,
  isDisputed,
  lapsedConfirmations,
  present,
  spokenFor,
  unconfirmed,
  withParties,
} from '../../src/modules/cases/parties-rules.ts'
import { canDo, capacityFor, obstacle } from '../../src/modules/cases/policy.ts'
import {
  asksOnly,
  canSee,
  canSeeAsker,
  canSeeParty,
  canSeeRegistrar,
  isAsker,
  isHeard,
  seesConfidential,
  seesForPark,
  seesPark,
  type CaseFacts,
} from '../../src/modules/cases/sight.ts'
import {
  hisVoices,
  LOOP,
  OF_THE_PERSON,
  postsFor,
  registeredFor,
  sceneOf,
  seesParty,
  SIGHT,
  stopFor,
  voicesThere,
} from './rules-oracle.ts'

/** How many people before cases are compared; the soak run asks for more. */
const RUNS = Number(process.env['SOAK_RULES'] ?? 4000)
const SEED = Number(process.env['SOAK_SEED'] ?? Math.floor(Math.random() * 2 ** 31))

/** Seconds as it is; minutes for the soak run. */
const LONG = { timeout: 60_000 + 10 * RUNS }

// Few of each, so that what a rule asks for meets often: the person who did it, the department in charge.
const HIMSELF = 'himself'
const PEOPLE = [HIMSELF, 'whom he stands in for', 'who handed over to him', 'another'] as const
const DEPARTMENTS = ['roads', 'water', 'centre'] as const
const FIRMS = ['steel', 'foods', 'paper'] as const
const NOW = '2026-10-12T02:00:00.000Z'
const DAYS = ['2026-10-11', '2026-10-12', '2026-10-13'] as const
const TODAY = DAYS[1]

const aPerson = fc.constantFrom(HIMSELF, ...PEOPLE)
const aDepartment = fc.constantFrom('roads', 'roads', 'roads', ...DEPARTMENTS)
const aFirm = fc.constantFrom(...FIRMS)
const orNull = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: null, freq: 2 })
const aDay = fc.constantFrom(...DAYS)

/** On the very edge of what so many hours leave room for, on both its sides, and far off. */
const aMomentAround = (...hours: readonly number[]) =>
  fc
    .tuple(fc.constantFrom(...hours), fc.constantFrom(-1, -1, 0, 1, -7_200_000, 7_200_000))
    .map(([before, aside]) => new Date(Date.parse(NOW) - before * 3_600_000 + aside).toISOString())

const aHolding: fc.Arbitrary<Holding> = fc
  .record({
    post: fc.constantFrom(
      ...POSTS,
      'dispatcher',
      'supervisor',
      'enterprise',
      'enterprise',
      'head',
      'head',
      'handler',
    ),
    department: aDepartment,
    isPosted: fc.boolean(),
    firm: aFirm,
    standsInFor: fc.constantFrom(undefined, undefined, undefined, null, PEOPLE[1]),
  })
  .map(({ post, department, isPosted, firm, standsInFor }) => ({
    post,
    // As the database has it: workers are posted somewhere, enterprises are spoken for by nobody else.
    departmentId:
      post !== 'enterprise' && (isPosted || ['handler', 'head', 'liaison'].includes(post))
        ? department
        : null,
    enterpriseId: post === 'enterprise' ? firm : null,
    ...(standsInFor !== undefined && { standsInFor }),
  }))

const anActor: fc.Arbitrary<Actor> = fc
  .record({
    holdings: fc.array(aHolding, { maxLength: 5, size: 'max' }),
    successorOf: fc.constantFrom(undefined, [], [PEOPLE[2]]),
    isConsole: fc.constantFrom(...Array<boolean>(30).fill(false), true),
  })
  .map(({ holdings, successorOf, isConsole }) =>
    isConsole
      ? consoleActor('park')
      : {
          userId: HIMSELF,
          parkId: 'park',
          name: '示例',
          console: false,
          holdings,
          today: TODAY,
          ...(successorOf && { successorOf }),
        },
  )

const someMarks = {
  left_on: fc.constantFrom(null, null, null, TODAY),
  confirmed_on: orNull(fc.constant(TODAY)),
  for_asker: fc.boolean(),
  rating: orNull(fc.integer({ min: 1, max: 5 })),
}

const aParty: fc.Arbitrary<Party> = fc
  .record({
    ...someMarks,
    key: fc.constantFrom('o1', 'o2'),
    role: fc.constantFrom('asker' as const, 'opposite' as const),
    kind: fc.constantFrom(...AskerKind.options),
    enterprise_id: orNull(aFirm),
    case_id: orNull(fc.constant('merged')),
    registered_by: orNull(aPerson),
    registrar_asks: fc.boolean(),
    by_default: fc.boolean(),
  })
  .map((party) => ({ ...party, number: null, confirmed_at: null, confirmed_by: null }))

const aCoOrganiser: fc.Arbitrary<CoOrganiser> = fc
  .record({
    department_id: aDepartment,
    state: fc.constantFrom(
      ...(['asked', 'asked', 'accepted', 'accepted', 'returned', 'replied', 'dropped'] as const),
    ),
  })
  .map((one) => ({
    ...one,
    asked_at: NOW,
    asked_on: TODAY,
    respond_by: NOW,
    due_at: NOW,
    due_on: TODAY,
    accepted_at: null,
    accepted_by: null,
    replied_at: null,
    replied_on: null,
    replied_by: null,
  }))

const howItStands = fc.record({
  state: fc.constantFrom(...CaseState.options),
  kind: fc.constantFrom('request', 'finding', ...CaseKind.options),
  confidential: fc.boolean(),
  rung: fc.constantFrom(...Rung.options),
  lead_department_id: fc.option(aDepartment, { nil: null, freq: 4 }),
  departments: fc.uniqueArray(aDepartment, { maxLength: 2 }),
  about_department_id: orNull(aDepartment),
  centre_leads: fc.boolean(),
  open_children: fc.constantFrom(0, 0, 1, 2),
  return_count: fc.integer({ min: 0, max: 3 }),
  extension_count: fc.constantFrom(0, 0, 1, 1, 2, 3),
  co_organisers: fc.array(aCoOrganiser, { maxLength: 2 }),
  dispute: fc.constantFrom(null, 'open', 'allowed'),
  objected: fc.boolean(),
})
const whoDidIt = fc.record({
  registered_by: aPerson,
  registrar_asks: fc.boolean(),
  enterprise_id: orNull(aFirm),
  worked_by: fc.uniqueArray(aPerson, { maxLength: 1 }),
  refused_by: orNull(aPerson),
  return_visitor_id: orNull(aPerson),
  countersigned_by: orNull(aPerson),
  officers: fc.array(fc.record({ user: aPerson, from: aDay, until: orNull(aDay) }), { maxLength: 2 }),
  parties: fc.array(aParty, { maxLength: 2 }),
  asker_left_on: someMarks.left_on,
  asker_confirmed_on: someMarks.confirmed_on,
  confirmed_on: fc.constantFrom(null, null, TODAY),
  for_asker: someMarks.for_asker,
  rating: someMarks.rating,
})
const whenItWas = fc.record({
  object_by: orNull(aMomentAround(0)),
  due_at: orNull(aMomentAround(0)),
  struck_off_at: orNull(aMomentAround(0, 24 * 30)),
  urged_at: orNull(aMomentAround(0, 24)),
  proposal: orNull(
    fc.constant({
      by: HIMSELF,
      at: NOW,
      outcome: 'explained' as const,
      review_on: null,
      commitment_due: null,
    }),
  ),
  pending: orNull(
    fc.record({
      what: fc.constantFrom('extension' as const, 'suspension' as const),
      by: aPerson,
      at: fc.constant(NOW),
      until: fc.constant(TODAY),
      decide_by: aMomentAround(0),
    }),
  ),
})

/** Who may see it among its parties: kept with the case, and said here a second time. */
function asKept(parties: readonly Party[]): Pick<CaseFacts, 'party_enterprises' | 'party_people'> {
  const firms = new Set<string>()
  const people = new Set<string>()
  for (const { left_on, enterprise_id, registrar_asks, registered_by } of parties) {
    if (left_on !== null) continue
    if (enterprise_id !== null) firms.add(enterprise_id)
    else if (registrar_asks && registered_by !== null) people.add(registered_by)
  }
  return { party_enterprises: [...firms], party_people: [...people] }
}

const aCase = fc
  .tuple(howItStands, whoDidIt, whenItWas)
  .map(([state, who, when]) => ({ ...state, ...who, ...when, ...asKept(who.parties) }))
type Told = typeof aCase extends fc.Arbitrary<infer T> ? T : never
/** The rest is as of a case of which nothing is known yet; left out above, so that what fails can be read. */
const caseOf = (told: Told): CaseFacts => ({ ...BLANK, ...told })

/** What was met, so that a comparison of nothing is seen. */
class Tally {
  readonly #times = new Map<string, number>()
  count(what: string): void {
    this.#times.set(what, (this.#times.get(what) ?? 0) + 1)
  }
  /** @returns which of these were met less often */
  rarer(what: readonly string[], than: number): readonly string[] {
    return what.flatMap((one) => {
      const times = this.#times.get(one) ?? 0
      return times < than ? [`${one}: ${times}`] : []
    })
  }
}

const check = <T extends [unknown, ...unknown[]]>(
  arbitraries: { [K in keyof T]: fc.Arbitrary<T[K]> },
  faultsOf: (...given: T) => readonly string[],
) =>
  fc.assert(
    fc.property(...arbitraries, (...given) => {
      const faults = faultsOf(...given)
      if (faults.length > 0) throw new Error(faults.join('\n'))
    }),
    { numRuns: RUNS, seed: SEED },
  )

const differs = (what: string, product: unknown, words: unknown): readonly string[] =>
  JSON.stringify(product) === JSON.stringify(words)
    ? []
    : [`${what}: the product says ${JSON.stringify(product)}, the words ${JSON.stringify(words)}`]

test('who may which act, in which post, and what stops him is as the words of the loop say', LONG, () => {
  const met = new Tally()
  const faultsOf = (actor: Actor, facts: CaseFacts, act: CaseAct): readonly string[] => {
    const scene = sceneOf(actor, facts, NOW)
    const sees = SIGHT.case(scene)
    const posts = postsFor(scene, act)
    const as = capacityFor(actor, facts, act)
    const offered = canDo(actor, facts, [act], NOW)[act]
    met.count(sees ? 'seen' : 'unseen')
    if (as === undefined || !posts.some((post) => post === as)) {
      met.count(`${act}: forbidden`)
      return [
        ...differs(`${act} in ${facts.state}, as`, as ?? [], posts),
        ...differs(`${act} in ${facts.state}, offered`, offered, false),
      ]
    }
    const code = stopFor(scene, act, as as Post) // marked cast: it is one of the posts
    const stopped = obstacle(actor, facts, { act, as, now: NOW })
    met.count(`${act}: ${code ?? 'done'}`)
    return [
      ...differs(`${act} in ${facts.state}, stopped by`, stopped?.code, code),
      ...differs(
        `${act} in ${facts.state}, the kind of refusal`,
        stopped?.kind,
        code && (OF_THE_PERSON.includes(code) ? 'forbidden' : 'conflict'),
      ),
      ...differs(`${act} in ${facts.state}, offered`, offered, sees && code === undefined),
    ]
  }
  check([anActor, aCase, fc.nat(839)], (actor, told, nth) =>
    CaseAct.options.flatMap((act) => {
      // Mostly in a state in which somebody may.
      const states = LOOP[act].may.flatMap(([, of]) => of)
      const state = nth % 4 === 0 ? told.state : states[nth % states.length]
      return faultsOf(actor, caseOf({ ...told, state: state ?? told.state }), act)
    }),
  )
  const codes = CaseAct.options.flatMap((act) => [
    `${act}: forbidden`,
    `${act}: cases.wrong_state`,
    `${act}: done`,
    ...(LOOP[act].not ?? []).map(([code]) => `${act}: ${code}`),
  ])
  expect(met.rarer(['seen', 'unseen'], 5 * RUNS)).toEqual([])
  expect(met.rarer(codes, RUNS / 500)).toEqual([])
})

const SHOWN: Readonly<Record<keyof typeof SIGHT, (actor: Actor, facts: CaseFacts) => boolean>> = {
  case: canSee,
  'as one of the park': seesForPark,
  asker: canSeeAsker,
  registrar: canSeeRegistrar,
  'the whole park': seesPark,
  'who asked in confidence': seesConfidential,
  'nothing but what he asks': asksOnly,
  'as the first asker': isAsker,
  'as one who asks or is concerned': isHeard,
}

test('who sees a case, and whom in it, is as the words of the loop say', LONG, () => {
  const met = new Tally()
  const what = Object.keys(SIGHT) as (keyof typeof SIGHT)[] // marked cast: its own keys
  check([anActor, aCase], (actor, told) => {
    const facts = caseOf(told)
    const scene = sceneOf(actor, facts, NOW)
    return [
      ...what.flatMap((one) => {
        const sees = SIGHT[one](scene)
        met.count(`${one}: ${sees}`)
        return differs(one, SHOWN[one](actor, facts), sees)
      }),
      ...facts.parties.flatMap((party) => {
        const sees = seesParty(scene, party)
        met.count(`party: ${sees}`)
        return differs(`party ${JSON.stringify(party)}`, canSeeParty(actor, facts, party), sees)
      }),
    ]
  })
  const both = [...what, 'party'].flatMap((one) => [`${one}: true`, `${one}: false`])
  expect(met.rarer(both, RUNS / 100)).toEqual([])
})

test(
  'for whom somebody speaks, whom he registered, and who has still to confirm is as the words say',
  LONG,
  () => {
    const met = new Tally()
    const keys = (voices: readonly { readonly key: string }[]) => voices.map(({ key }) => key)
    check([anActor, aCase], (actor, told) => {
      const facts = caseOf(told)
      const scene = sceneOf(actor, facts, NOW)
      const there = voicesThere(scene)
      const [his, registered] = [hisVoices(scene), registeredFor(scene)]
      met.count(his.length > 0 ? 'speaks' : 'is silent')
      met.count(registered.length > 0 ? 'registered' : 'did not')
      const isUnhappy = present(facts).some(({ rating }) => [1, 2].includes(rating ?? 0))
      met.count(isUnhappy ? 'unhappy' : 'content')
      const kept = asKept(facts.parties)
      const departments = (post: Post) =>
        facts.co_organisers.flatMap(({ department_id: id }) =>
          actor.holdings.some((held) => held.post === post && held.departmentId === id) ? [id] : [],
        )
      return [
        ...differs('there', keys(present(facts)), keys(there)),
        ...differs('askers', keys(askersPresent(facts)), keys(there.filter((one) => one.isAsker))),
        ...differs('unconfirmed', keys(unconfirmed(facts)), keys(there.filter((one) => !one.hasConfirmed))),
        ...differs('speaks for', keys(spokenFor(actor, facts)), keys(his)),
        ...differs('registered for', keys(registeredBy(actor, facts)), keys(registered)),
        ...differs('a dispute', isDisputed(present(facts)), isUnhappy),
        ...differs('kept of parties', withParties(facts.parties), { parties: facts.parties, ...kept }),
        ...differs(
          'lapsed',
          lapsedConfirmations(facts).parties?.filter(
            (one) => one.confirmed_on !== null || one.rating !== null,
          ) ?? [],
          [],
        ),
        ...differs(
          'waited for',
          waitingFor(facts).map(({ state }) => state),
          facts.co_organisers.flatMap(({ state }) => (state === 'replied' ? [] : [state])),
        ),
        ...POSTS.flatMap((post) =>
          differs(
            `helps as ${post}`,
            helping(actor, facts, post).map(({ department_id: id }) => id),
            departments(post),
          ),
        ),
      ]
    })
    const all = ['speaks', 'is silent', 'registered', 'did not', 'unhappy', 'content']
    expect(met.rarer(all, RUNS / 20)).toEqual([])
    expect(needsSignature({ sign_off: ['explained'] }, 'explained')).toBe(true)
    expect(needsSignature({ sign_off: ['explained'] }, 'solved')).toBe(false)
  },
)

test('a post is held of its own department alone; a seat is one of his own, one he stands in for, or one handed over', () => {
  const [roads, water] = DEPARTMENTS
  const actor: Actor = {
    userId: HIMSELF,
    parkId: 'park',
    name: '示例',
    console: false,
    successorOf: [PEOPLE[2]],
    holdings: [
      { post: 'head', departmentId: roads, enterpriseId: null },
      { post: 'handler', departmentId: water, enterpriseId: null, standsInFor: PEOPLE[1] },
      { post: 'officer', departmentId: null, enterpriseId: null, standsInFor: null },
      { post: 'enterprise', departmentId: null, enterpriseId: FIRMS[0], standsInFor: PEOPLE[1] },
    ],
  }
  expect(holds(actor, 'head')).toBe(true)
  expect(holds(actor, 'head', roads)).toBe(true)
  expect(holds(actor, 'head', water)).toBe(false)
  expect(holds(actor, 'handler', roads)).toBe(false)
  expect(holds(actor, 'leader')).toBe(false)
  expect(holds(actor, 'officer', null)).toBe(true)
  expect(departmentsOf(actor, 'head', 'officer')).toEqual([roads])
  expect(departmentsOf(actor, 'head', 'handler')).toEqual([roads, water])
  expect(enterprisesOf(actor)).toEqual([FIRMS[0]])
  expect(ownHoldings(actor).map(({ post }) => post)).toEqual(['head', 'officer'])
  expect(standsInForOf(actor)).toEqual([PEOPLE[1]])
  expect(seatsOf(actor)).toEqual(PEOPLE.slice(0, 3))
})
