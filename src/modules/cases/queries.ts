import { z } from 'zod'
import { holds } from '../../kernel/actor.ts'
import { decodeCursor, encodeCursor } from '../../kernel/cursor.ts'
import { defineQuery } from '../../kernel/query.ts'
import { selectHistory } from '../ledger/index.ts'
import { CaseView, EntryList } from './contract.ts'
import { entryFor } from './entry-view.ts'
import { seenCase } from './seen-case.ts'
import { localDate } from '../../kernel/zone.ts'
import { getParkTime, type RouteView } from '../parks/index.ts'
import { findRoute } from './routing.ts'
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
      items: page.flatMap((entry) => entryFor(ctx.actor, row, entry) ?? []),
      next: rows.length > PAGE && last ? encodeCursor([last.seq]) : null,
    }
  },
})
