import { z } from 'zod'
import { POSTS } from '../../kernel/actor.ts'
import { inPark } from '../../kernel/database.ts'
import type { Listener } from '../../kernel/outbox.ts'
import { canSee, findCaseInBrief } from '../cases/index.ts'
import { ClockStep } from '../cases/contract.ts'
import { findHolders } from '../people/index.ts'
import { sendNotices } from './send.ts'
import { aboutOf, belongs } from './tell.ts'
import type { TemplateCode } from './templates.ts'

/** What the sweep says of a clock: which one, what has come, and who is told. */
const Ticked = z.object({
  case_id: z.uuid(),
  step: z.union([ClockStep, z.literal('review')]),
  effect: z.enum(['near', 'due', 'escalate', 'review']),
  due_at: z.iso.datetime(),
  tell: z.array(z.object({ post: z.enum([...POSTS, 'asker']), department_id: z.uuid().nullable() })),
})
type Ticked = z.infer<typeof Ticked>

/** With which words: by the step whose clock it is, and whether it is near, over, or climbs. */
function templateFor({ step, effect }: Ticked): TemplateCode {
  switch (step) {
    case 'review':
      return 'reminder.review'
    case 'dispatch':
      return 'reminder.dispatch'
    case 'accept':
    case 'co_accept':
      return 'reminder.accept'
    case 'reply':
    case 'co_reply':
      return effect === 'near' ? 'reminder.due_soon' : 'reminder.overdue'
    case 'confirm':
      return 'reminder.rate'
    case 'strike_off':
      return 'reminder.strike_off'
  }
}

/** Hears what clocks did and reminds those whom the sweep names, as far as they see the case. */
export const tellOfClocks: Listener = {
  topic: 'cases.clock',
  async hear(runtime, parkId, fact) {
    const ticked = Ticked.parse(fact.payload)
    const now = runtime.clock()
    await inPark(runtime.database.worker, parkId, 'write', async (tx) => {
      const row = await findCaseInBrief(tx, parkId, ticked.case_id)
      if (!row) throw new Error('a fact about a case that is not there')
      const people = await findHolders(tx, {
        parkId,
        now,
        posts: ticked.tell.flatMap(({ post, department_id: of }) => (of === null ? [post] : [])),
        departmentPosts: ticked.tell.flatMap(({ post, department_id: of }) => (of === null ? [] : [post])),
        departments: ticked.tell.flatMap(({ department_id: of }) => of ?? []),
        enterprises: [...row.party_enterprises, ...(row.enterprise_id === null ? [] : [row.enterprise_id])],
        users: [row.registered_by, ...row.party_people],
      })
      const to = people.filter(
        (person) =>
          canSee(person, row) &&
          ticked.tell.some(({ post, department_id: of }) =>
            post === 'asker'
              ? belongs(person, row, 'askers')
              : person.holdings.some(
                  (held) => held.post === post && (of === null || held.departmentId === of),
                ),
          ),
      )
      sendNotices(tx, {
        parkId,
        now,
        // The key carries the version of the clock: a new deadline reminds anew, the same one once.
        key: `cases.clock/${fact.key}`,
        template: templateFor(ticked),
        caseId: row.id,
        about: aboutOf(row, row.state),
        to: to.map(({ userId }) => userId),
      })
    })
  },
}
