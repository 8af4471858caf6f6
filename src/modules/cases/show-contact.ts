import { holds, ownHoldings, seatsAs, type Actor, type Capacity } from '../../kernel/actor.ts'
import { defineCommand } from '../../kernel/command.ts'
import { Failure } from '../../kernel/failure.ts'
import { ContactView, ShowContact } from './contract.ts'
import { canSee, canSeeAsker } from './sight.ts'
import { getCase, type LoadedCase } from './store.ts'

/** Shows whom to call, in clear, to those who have to call; a command, because each look leaves its trace. */
export const showContact = defineCommand({
  name: 'cases.show_contact',
  route: {
    method: 'POST',
    path: '/cases/{id}/contact',
    summary: 'The contact of a case in clear, with a reason; each look stands in the audit',
  },
  input: ShowContact,
  answer: ContactView,
  remembered: false,
  load: ({ tx, parkId }, { id }) => getCase(tx, parkId, id),
  allow: (actor, row) => (canSee(actor, row) ? (capacityToCall(actor, row) ?? 'forbidden') : 'unseen'),
  handle(_, __, row) {
    if (row.contact_name === null && row.contact_phone === null)
      throw new Failure('conflict', 'cases.contact_unknown')
    return { name: row.contact_name, phone: row.contact_phone }
  },
  audit: ({ reason }, _, row) => ({ subjectId: row.id, summary: { number: row.number, reason } }),
})

/** Who has to call the asker: who works on the case, who asks how it went, who checks, who took it down. */
function capacityToCall(actor: Actor, row: LoadedCase): Capacity | undefined {
  if (!canSeeAsker(actor, row)) return undefined
  const lead = row.lead_department_id
  const worker = (['handler', 'head', 'liaison'] as const).find(
    (post) => lead !== null && holds(actor, post, lead),
  )
  if (worker) return worker
  if (row.officer_id !== null && seatsAs(actor, 'officer').includes(row.officer_id)) return 'officer'
  const post = (['dispatcher', 'return_visitor', 'supervisor'] as const).find((one) => holds(actor, one))
  if (post || row.registered_by !== actor.userId) return post
  return ownHoldings(actor).find((held) => held.post !== 'admin' && held.post !== 'auditor')?.post
}
