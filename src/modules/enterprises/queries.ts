import { z } from 'zod'
import { decodeCursor, encodeCursor } from '../../kernel/cursor.ts'
import { maskName, maskPhone } from '../../kernel/mask.ts'
import { defineQuery } from '../../kernel/query.ts'
import { EnterpriseList, ListEnterprises } from './contract.ts'
import { selectPage } from './store.ts'

/** The register of enterprises, by name; staff only, contacts masked. */
export const listEnterprises = defineQuery({
  name: 'enterprises.list',
  route: { method: 'GET', path: '/enterprises', summary: 'Enterprises of the park, contacts masked' },
  input: ListEnterprises,
  answer: EnterpriseList,
  allow: (actor) => actor.console || actor.holdings.some(({ post }) => post !== 'enterprise'),
  async answerWith({ tx, parkId }, { q, limit, cursor }) {
    const after = cursor === undefined ? undefined : decodeCursor(cursor, z.tuple([z.string(), z.uuid()]))
    const rows = await tx.all(selectPage({ search: q !== undefined, after: after !== undefined }), {
      parkId,
      limit: limit + 1,
      ...(q !== undefined && { pattern: `%${q.replace(/[\\%_]/g, '\\$&')}%` }),
      ...(after && { afterName: after[0], afterId: after[1] }),
    })
    const items = rows.slice(0, limit)
    const last = items.at(-1)
    return {
      items: items.map(({ id, name, code, code_fault, contact_name, contact_phone }) => ({
        id,
        name,
        code,
        code_fault,
        contact: { name: maskName(contact_name), phone: maskPhone(contact_phone) },
      })),
      next: rows.length > limit && last ? encodeCursor([last.name, last.id]) : null,
    }
  },
})
