import { z } from 'zod'
import { decodeCursor, encodeCursor } from '../../kernel/cursor.ts'
import { Failure } from '../../kernel/failure.ts'
import { maskName, maskPhone } from '../../kernel/mask.ts'
import { defineQuery } from '../../kernel/query.ts'
import { isOfPark } from '../officers/index.ts'
import { todayIn } from '../parks/index.ts'
import { ChangeList, EnterpriseList, ListEnterprises } from './contract.ts'
import { findIndustry } from './industries.ts'
import { LINE_FILTERS, selectLines } from './profile-store.ts'
import { viewsOf } from './profile.ts'
import { selectChanges, selectRecord } from './record-store.ts'

/** The register of enterprises, by name; staff only, contacts masked. */
export const listEnterprises = defineQuery({
  name: 'enterprises.list',
  route: { method: 'GET', path: '/enterprises', summary: 'Enterprises of the park, contacts masked' },
  input: ListEnterprises,
  answer: EnterpriseList,
  allow: isOfPark,
  async answerWith(ctx, { q, limit, cursor, industry, above_size, without_officer, ...simple }) {
    const { tx, parkId, now } = ctx
    const [afterName, afterId] =
      cursor === undefined ? [] : decodeCursor(cursor, z.tuple([z.string(), z.uuid()]))
    const found = industry === undefined ? undefined : findIndustry(industry)
    // An industry that does not exist has no enterprises, as with any filter.
    if (industry !== undefined && !found) return { items: [], next: null }
    const given = {
      ...simple,
      ...(q !== undefined && { pattern: `%${q.replace(/[\\%_]/g, '\\$&')}%` }),
      ...(found && { industry: `${found.code}%` }),
      ...(above_size !== undefined && { above_size: above_size ? 'yes' : 'no' }),
      ...(without_officer !== undefined && { withoutOfficer: without_officer }),
      ...(afterId !== undefined && { afterId, afterName: afterName ?? '' }),
    }
    const today = await todayIn(tx, parkId, now)
    const rows = await tx.all(selectLines(LINE_FILTERS.filter((name) => isGiven(given, name))), {
      ...definedOnly(given),
      parkId,
      today,
      limit: limit + 1,
    })
    const last = rows[limit - 1]
    return {
      items: await viewsOf(ctx, rows.slice(0, limit), today),
      next: rows.length > limit && last ? encodeCursor([last.name, last.id]) : null,
    }
  },
})

const isGiven = (given: object, name: string): boolean => Reflect.get(given, name) !== undefined

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> }
const definedOnly = <T extends object>(given: T): Given<T> =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Given<T> // marked cast: the same without what is not there

const PAGE = 100

/** How the register came to say what it says of one enterprise, the newest first. */
export const enterpriseChanges = defineQuery({
  name: 'enterprises.changes',
  route: {
    method: 'GET',
    path: '/enterprises/{id}/changes',
    summary: 'How the register came to say what it says',
  },
  input: z.strictObject({ id: z.uuid(), cursor: z.string().max(200).optional() }),
  answer: ChangeList,
  allow: isOfPark,
  async answerWith({ tx, parkId }, { id, cursor }) {
    const [afterAt, afterId] =
      cursor === undefined ? [] : decodeCursor(cursor, z.tuple([z.iso.datetime(), z.uuid()]))
    const [row, changes] = await Promise.all([
      tx.first(selectRecord, { parkId, id }),
      tx.all(selectChanges, {
        parkId,
        id,
        afterAt: afterAt ?? null,
        afterId: afterId ?? null,
        limit: PAGE + 1,
      }),
    ])
    if (!row) throw new Failure('missing', 'enterprises.missing')
    const last = changes[PAGE - 1]
    return {
      items: changes.slice(0, PAGE).map(({ id: _, user_id, user_name, ...change }) => ({
        ...change,
        was: masked(change.field, change.was),
        became: masked(change.field, change.became),
        by: user_name === null ? null : { id: user_id, name: user_name },
      })),
      next: changes.length > PAGE && last ? encodeCursor([last.at, last.id]) : null,
    }
  },
})

function masked(field: string | null, value: string | null): string | null {
  if (field === 'contact_name') return maskName(value)
  return field === 'contact_phone' ? maskPhone(value) : value
}
