import { enterprisesOf, type Actor } from '../../kernel/actor.ts'
import { Failure } from '../../kernel/failure.ts'
import { maskName, maskPhone } from '../../kernel/mask.ts'
import { defineQuery, type QueryContext } from '../../kernel/query.ts'
import { localDate, toInstant } from '../../kernel/zone.ts'
import { readNumber } from '../figures/index.ts'
import { assignmentViews, findAssignments, isOfPark } from '../officers/index.ts'
import { getPark } from '../parks/index.ts'
import { EnterpriseCard, OneEnterprise } from './contract.ts'
import { selectFacts, selectFormerNames, selectMerged, selectTags } from './profile-store.ts'
import { heldBy } from './profile.ts'
import { selectRecord, type RecordRow } from './record-store.ts'
import { asKind, mayKeep } from './record.ts'

/** 一企一卡: one enterprise with its facts by date, its officers, its tags, and the figures of its cases. */
export const enterpriseCard = defineQuery({
  name: 'enterprises.one',
  route: {
    method: 'GET',
    path: '/enterprises/{id}',
    summary: 'One enterprise on one card, today or as of a day',
  },
  input: OneEnterprise,
  answer: EnterpriseCard,
  allow: () => true,
  async answerWith(ctx, { id, as_of }) {
    const { tx, parkId, actor } = ctx
    const [asked, park] = await Promise.all([tx.first(selectRecord, { parkId, id }), getPark(tx, parkId)])
    // The whole park's register is open to its posts; an enterprise sees itself, and what was merged with it.
    if (!asked || !maySee(actor, asked)) throw new Failure('missing', 'enterprises.missing')
    const row =
      asked.master_id === null ? asked : await tx.first(selectRecord, { parkId, id: asked.master_id })
    if (!row) throw new Error(`the master of ${asked.id} is not there`)
    const when = momentOf(as_of, { now: ctx.now, zone: park.timeZone })
    const profile = await profileOf(ctx, row, when)
    return {
      id: row.id,
      version: row.version,
      name: row.name,
      code: row.code,
      code_fault: row.code_fault,
      kind: asKind(row.kind),
      address: row.address,
      contact: { name: maskName(row.contact_name), phone: maskPhone(row.contact_phone) },
      ...profile,
      // Why somebody was replaced is the park's own business.
      officers: profile.officers.map((period) => (isOfPark(actor) ? period : { ...period, reason: null })),
      asked_as: asked.id === row.id ? null : { id: asked.id, name: asked.name },
      figures: readsCases(actor) ? await figuresOf(ctx, row.id, as_of) : null,
      can_keep: mayKeep(actor) !== 'forbidden',
    }
  },
})

const maySee = (actor: Actor, { id }: RecordRow): boolean =>
  isOfPark(actor) || enterprisesOf(actor).includes(id)

const readsCases = (actor: Actor): boolean =>
  actor.console || actor.holdings.some(({ post }) => post !== 'admin')

interface Moment {
  readonly day: string
  readonly at: string
}

/** The end of a day, of today the present instant. */
function momentOf(asOf: string | undefined, { now, zone }: { now: string; zone: string }): Moment {
  const today = localDate(now, zone)
  const day = asOf ?? today
  if (day > today)
    throw new Failure('invalid', 'enterprises.as_of_future', { field: 'as_of', as_of: day, today })
  return { day, at: day === today ? now : `${toInstant(`${day}T23:59:59`, zone).slice(0, 19)}.999Z` }
}

/** What holds of an enterprise at a moment, and what it was called and made of. */
async function profileOf({ tx, parkId }: QueryContext, { id }: RecordRow, { day, at }: Moment) {
  const [facts, tags, assignments, formerNames, merged] = await Promise.all([
    tx.all(selectFacts, { parkId, ids: [id], day }),
    tx.all(selectTags, { parkId, ids: [id], at }),
    findAssignments(tx, parkId, id),
    tx.all(selectFormerNames, { parkId, id }),
    tx.all(selectMerged, { parkId, id }),
  ])
  const officers = assignmentViews(assignments)
  const held = officers.find(({ from, until }) => from <= day && (until === null || day < until))
  return {
    as_of: day,
    ...heldBy(facts),
    tags: tags.map(({ tag }) => tag),
    officer: held?.officer ?? null,
    officers,
    former_names: formerNames.map(({ name, until_at }) => ({ name, until: until_at })),
    merged_from: merged,
  }
}

const FIGURES = [
  'requests.registered',
  'requests.open',
  'requests.overdue',
  'requests.struck_off',
  'requests.satisfaction_rate',
] as const

/** The product's own figures of one enterprise, of the cases that the reader sees. */
async function figuresOf(ctx: QueryContext, id: string, asOf: string | undefined) {
  const numbers = await Promise.all(
    FIGURES.map((name) =>
      readNumber(ctx, { name, by: 'enterprise', key: id, ...(asOf !== undefined && { as_of: asOf }) }),
    ),
  )
  return numbers.map(({ name, title, value, unit }) => ({ name, title, value, unit }))
}
