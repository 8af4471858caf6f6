import { z } from 'zod'
import { enterprisesOf, holds } from '../../kernel/actor.ts'
import { defineCommand } from '../../kernel/command.ts'
import { Failure } from '../../kernel/failure.ts'
import { tables } from '../../kernel/statement.ts'

const selectContact = tables('enterprises').prepared<{ parkId: string; id: string }>()(
  'enterprises.contact',
  (db, p) =>
    db
      .selectFrom('enterprises')
      .select(['id', 'contact_name as name', 'contact_phone as phone'])
      .where('park_id', '=', p.parkId)
      .where('id', '=', p.id),
)

/** Posts that call enterprises; auditors and administrators do not. */
const CALLERS = [
  'dispatcher',
  'officer',
  'handler',
  'head',
  'hotline',
  'return_visitor',
  'supervisor',
] as const

/** Shows the contact of an enterprise in clear, with a reason; a command, because each look leaves its trace. */
export const showContact = defineCommand({
  name: 'enterprises.show_contact',
  route: {
    method: 'POST',
    path: '/enterprises/{id}/contact',
    summary: 'The contact of an enterprise in clear, with a reason; each look stands in the audit',
  },
  input: z.strictObject({ id: z.uuid(), reason: z.string().trim().min(2).max(200) }),
  answer: z.object({ name: z.string().nullable(), phone: z.string().nullable() }),
  remembered: false,
  async load({ tx, parkId }, { id }) {
    const found = await tx.first(selectContact, { parkId, id })
    if (!found) throw new Failure('missing', 'enterprises.missing')
    return found
  },
  allow(actor, { id }) {
    const post = CALLERS.find((one) => holds(actor, one))
    if (post) return post
    if (enterprisesOf(actor).includes(id)) return 'enterprise'
    // Whoever speaks for an enterprise alone has no register to look into.
    return actor.holdings.every((held) => held.post === 'enterprise') ? 'unseen' : 'forbidden'
  },
  handle: (_, __, { name, phone }) => ({ name, phone }),
  audit: ({ id, reason }) => ({ subjectId: id, summary: { reason } }),
})
