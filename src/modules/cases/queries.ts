import { z } from 'zod'
import { holds } from '../../kernel/actor.ts'
import { decodeCursor, encodeCursor } from '../../kernel/cursor.ts'
import { Failure } from '../../kernel/failure.ts'
import { maskName, maskPhone } from '../../kernel/mask.ts'
import { defineQuery, type QueryContext } from '../../kernel/query.ts'
import { selectHistory } from '../ledger/index.ts'
import { localDate } from '../../kernel/zone.ts'
import { getParkTime, type RouteView } from '../parks/index.ts'
import { CaseView, EntryList, type EntryView } from './contract.ts'
import { INTERNAL_NOTE } from './note-case.ts'
import { findRoute } from './routing.ts'
import { canSee, canSeeAsker } from './sight.ts'
import { getCase, type LoadedCase } from './store.ts'
import { viewOf } from './view.ts'

/** One case, with its explained deadline and what the reader may do. */
export const oneCase = defineQuery({
  name: 'cases.one',
  route: {
    method: 'GET',
    path: '/cases/{id}',
    summary: 'One case, with its explained deadline and what the caller may do',
  },
  input: z.strictObject({ id: z.uuid() }),
  answer: CaseView,
  allow: () => true,
  async answerWith(ctx, { id }) {
    const { tx, parkId, actor, now } = ctx
    const [row, time] = await Promise.all([seenCase(ctx, id), getParkTime(tx, parkId)])
    const waits = row.state === 'registered' || row.state === 'returned'
    const route =
      waits && holds(actor, 'dispatcher') ? await findRoute(tx, row, localDate(now, time.zone)) : undefined
    return { ...viewOf(row, { actor, now, time }), suggested: route ? suggestionOf(route) : null }
  },
})

const suggestionOf = ({
  department,
  lead_leader,
  id,
  category,
  subject,
  kind,
}: RouteView): CaseView['suggested'] => ({ department, lead_leader, rule: { id, category, subject, kind } })

const PAGE = 100

/** The history of a case: its entries in order. */
export const caseEntries = defineQuery({
  name: 'cases.entries',
  route: {
    method: 'GET',
    path: '/cases/{id}/entries',
    summary: 'The history of a case: its entries in order',
  },
  input: z.strictObject({ id: z.uuid(), cursor: z.string().max(100).optional() }),
  answer: EntryList,
  allow: () => true,
  async answerWith(ctx, { id, cursor }) {
    const { tx, parkId } = ctx
    const row = await seenCase(ctx, id)
    const [after] = cursor === undefined ? [0] : decodeCursor(cursor, z.tuple([z.number().int()]))
    const rows = await tx.all(selectHistory, { parkId, caseId: id, after, limit: PAGE + 1 })
    const page = rows.slice(0, PAGE)
    const last = page.at(-1)
    return {
      items: page.flatMap((entry) => entryFor(ctx, row, entry) ?? []),
      next: rows.length > PAGE && last ? encodeCursor([last.seq]) : null,
    }
  },
})

/** The case, if it exists for the reader. */
async function seenCase({ tx, parkId, actor }: QueryContext, id: string): Promise<LoadedCase> {
  const row = await getCase(tx, parkId, id)
  if (!canSee(actor, row)) throw new Failure('missing', 'cases.missing')
  return row
}

type History = NonNullable<(typeof selectHistory)['row']>

/** What is shown of an entry, of which the database knows no more than that it is JSON. */
const Shown = z.object({
  opened: z.array(z.object({ path: z.string(), value: z.string() })).nullable(),
  body: z.object({ set: z.record(z.string(), z.unknown()) }),
})

/**
 * An entry as one reader may see it; undefined for an internal note that is not for his eyes.
 * @throws Failure `cases.entry_unreadable` when somebody has changed it behind our back beyond recognition
 */
function entryFor({ actor }: QueryContext, row: LoadedCase, entry: History): EntryView | undefined {
  const readable = Shown.safeParse(entry)
  if (!readable.success)
    throw new Failure('conflict', 'cases.entry_unreadable', { number: row.number, seq: entry.seq })
  const { opened, body } = readable.data
  const said = Object.fromEntries(
    (opened ?? []).map(({ path, value }) => [path.slice('/said/'.length), value]),
  )
  const asks = actor.holdings.every(({ post }) => post === 'enterprise') && !actor.console
  if (asks && said[INTERNAL_NOTE] !== undefined) return undefined
  const hidden = !canSeeAsker(actor, row)
  const byAsker = entry.post === 'enterprise' || (row.registrar_asks && entry.user_id === row.registered_by)
  return {
    seq: entry.seq,
    id: entry.id,
    action: entry.action,
    from: entry.from_state,
    to: entry.to_state,
    actor: hidden && byAsker ? null : { id: entry.user_id, name: entry.user_name },
    post: entry.post,
    recorded_at: entry.recorded_at,
    happened_at: entry.happened_at,
    said: masked(said, hidden),
    set: hidden ? withoutAsker(body.set, askersOf(row, byAsker ? [entry.user_id] : [])) : body.set,
    hash: entry.hash.toString('hex'),
  }
}

function masked(said: Readonly<Record<string, string>>, hidden: boolean): Record<string, string> {
  const shown: Record<string, string> = {}
  for (const [name, value] of Object.entries(said)) {
    if (hidden && ['asker_name', 'contact_name', 'contact_phone'].includes(name)) continue
    if (name === 'contact_name') shown[name] = maskName(value) ?? ''
    else if (name === 'contact_phone') shown[name] = maskPhone(value) ?? ''
    else shown[name] = value
  }
  return shown
}

/** The people whose names would tell who asked. */
const askersOf = (row: LoadedCase, more: readonly string[]): readonly string[] =>
  row.registrar_asks ? [row.registered_by, ...more] : more

/** Facts that say of themselves who asked. */
const TELLING: readonly string[] = ['enterprise_id', 'asker_kind', 'registrar_asks']

/** What an entry set, without what tells who asked: neither he himself nor a column that names one of his people. */
const withoutAsker = (
  set: Readonly<Record<string, unknown>>,
  askers: readonly string[],
): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(set).filter(([name, fact]) => {
      const facts: readonly unknown[] = Array.isArray(fact) ? fact : [fact]
      return !TELLING.includes(name) && !askers.some((asker) => facts.includes(asker))
    }),
  )
