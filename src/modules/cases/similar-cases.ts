import { sql } from 'kysely'
import { z } from 'zod'
import { shiftInstant } from '../../kernel/clock.ts'
import { defineQuery } from '../../kernel/query.ts'
import { literals, tables } from '../../kernel/statement.ts'
import { findEnterprise } from '../enterprises/index.ts'
import { CaseState, CLOSED_STATES, SimilarCases, SimilarList } from './contract.ts'
import { bandsOf, likeness } from './likeness.ts'
import { askerInScope, inScope, scopeOf, type ScopeParams, type ScopeShape } from './scope.ts'
import { bigrams } from './search.ts'

const DAY = 24 * 3600 * 1000
/** What is older has been dealt with or is another matter. */
const LOOK_BACK = 180 * DAY
/** The same enterprise asking for something of the same kind again within this time is looked at, whatever the words. */
const LATELY = 30 * DAY
/** Texts that share so much of their pairs of characters say the same. */
const LIKE = 0.35
/** … and from the same enterprise so much is enough. */
const LIKE_OF_ONE_ASKER = 0.15
const MOST = 10

interface Params extends ScopeParams {
  readonly parkId: string
  readonly since: string
  readonly bands: readonly number[]
  readonly enterprise: string | null
}

interface Candidate {
  readonly id: string
  readonly number: string
  readonly state: string
  readonly text: string
  readonly category: string | null
  readonly registered_at: string
  readonly registered_on: string
  readonly same_enterprise: boolean
}

/**
 * Two roads to candidates, both by an index and both bounded: texts that share a band, and what the same enterprise
 * asked of late. Who asked in confidence is not told by being found.
 */
const selectCandidates = tables('cases', 'case_likeness').shaped<ScopeShape, Params>()(
  'cases.candidates',
  (_, shape, p) => {
    const isSame = sql`coalesce(c.enterprise_id = ${p.enterprise}::uuid and ${askerInScope(p)}, false)`
    return sql<Candidate>`
      with like_texts as (
        select l.case_id as id from case_likeness l
        where l.park_id = ${p.parkId} and l.bands && ${p.bands}::int[] and l.registered_at > ${p.since}::timestamptz
        order by l.registered_at desc limit 200),
      of_the_asker as (
        select c.id from cases c
        where c.park_id = ${p.parkId} and c.enterprise_id = ${p.enterprise}::uuid and ${askerInScope(p)}
          and c.registered_at > ${p.since}::timestamptz
        order by c.registered_at desc, c.id desc limit 50)
      select c.id, c.number, c.state, c.text, c.category, c.registered_at, c.registered_on, ${isSame} as same_enterprise
      from cases c
      where c.park_id = ${p.parkId} and c.id in (select id from like_texts union select id from of_the_asker)
        and c.state not in (${literals(CLOSED_STATES)})
        and ${inScope(shape, p)}`
  },
)

/** Cases that may be the same matter, the likeliest first, each with what speaks for it. */
export const similarCases = defineQuery({
  name: 'cases.similar',
  route: { method: 'GET', path: '/cases/similar', summary: 'Cases that may be the same matter, and why' },
  input: SimilarCases,
  answer: SimilarList,
  allow: (actor) => actor.console || actor.holdings.some(({ post }) => post !== 'admin' && post !== 'city'),
  async answerWith({ tx, parkId, now, actor }, { text, enterprise, category, except }) {
    const known =
      enterprise === undefined
        ? undefined
        : await findEnterprise(
            tx,
            parkId,
            z.uuid().safeParse(enterprise).success ? { id: enterprise } : { name: enterprise },
          )
    const { shape, params } = scopeOf(actor)
    const candidates = await tx.all(selectCandidates(shape), {
      ...params,
      parkId,
      since: shiftInstant(now, -LOOK_BACK),
      bands: bandsOf(text),
      enterprise: known?.id ?? null,
    })
    const words = new Set(bigrams(text))
    const items = candidates
      .filter(({ id }) => id !== except)
      .map((candidate) => judged(candidate, { words, category, lately: shiftInstant(now, -LATELY) }))
      .filter(({ speaks }) => speaks)
      .toSorted((a, b) => b.item.score - a.item.score)
      .slice(0, MOST)
      .map(({ item }) => item)
    return { items }
  },
})

function judged(
  candidate: Candidate,
  asked: {
    readonly words: ReadonlySet<string>
    readonly category: string | undefined
    readonly lately: string
  },
): { speaks: boolean; item: SimilarList['items'][number] } {
  const theirs = new Set(bigrams(candidate.text))
  const like = likeness(asked.words, theirs)
  const { same_enterprise } = candidate
  const same_category = asked.category !== undefined && asked.category === candidate.category
  const lately = candidate.registered_at > asked.lately
  const speaks = like >= LIKE || (same_enterprise && (like >= LIKE_OF_ONE_ASKER || (same_category && lately)))
  return {
    speaks,
    item: {
      id: candidate.id,
      number: candidate.number,
      state: CaseState.parse(candidate.state),
      text: candidate.text,
      registered_on: candidate.registered_on,
      score: Math.round(100 * Math.min(1, like + (same_enterprise ? 0.2 : 0) + (same_category ? 0.1 : 0))),
      why: {
        text: Math.round(100 * like),
        same_enterprise,
        same_category,
        shared: [...asked.words].filter((pair) => theirs.has(pair)).slice(0, 12),
      },
    },
  }
}
