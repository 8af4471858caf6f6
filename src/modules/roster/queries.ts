import { z } from 'zod'
import { holds, type Actor } from '../../kernel/actor.ts'
import { Failure } from '../../kernel/failure.ts'
import { defineQuery } from '../../kernel/query.ts'
import { findDepartments } from '../parks/index.ts'
import { PostName } from '../people/contract.ts'
import { Roster, RosterDraft, RosterOutcome, StaffView } from './contract.ts'
import { countOthers, selectDraft, selectStaff } from './store.ts'

const isAdmin = (actor: Actor) => actor.console || holds(actor, 'admin')

/** A roster that the reader uploaded, as it was read, and what it came to once it was confirmed. */
export const oneDraft = defineQuery({
  name: 'roster.one',
  input: z.strictObject({ id: z.uuid() }),
  answer: RosterDraft,
  allow: isAdmin,
  async answerWith({ tx, parkId, actor }, { id }) {
    const row = await tx.first(selectDraft, { parkId, id, userId: actor.userId })
    if (!row) throw new Failure('missing', 'roster.missing')
    return {
      id: row.id,
      file_name: row.file_name,
      content: Roster.parse(row.content),
      outcome: RosterOutcome.nullable().parse(row.outcome),
    }
  },
})

/** Without these nobody dispatches, calls back, or decides what an asker disputes. */
const NEEDED = ['dispatcher', 'return_visitor', 'supervisor'] as const

/** Who is there, with which posts, who can sign in, and what the loop lacks to run. */
export const staff = defineQuery({
  name: 'roster.staff',
  route: { method: 'GET', path: '/staff', summary: 'Departments and people, and what the loop lacks to run' },
  input: z.strictObject({}),
  answer: StaffView,
  allow: isAdmin,
  async answerWith({ tx, parkId }) {
    const [departments, rows, others] = await Promise.all([
      findDepartments(tx, parkId),
      tx.all(selectStaff, { parkId }),
      tx.first(countOthers, { parkId }),
    ])
    const people = new Map<string, StaffView['people'][number]>()
    for (const { id, name, post, department, mustChange, hasPassword } of rows) {
      const password = hasPassword ? (mustChange === true ? 'one_time' : 'own') : 'none'
      const one = people.get(id) ?? { id, name, posts: [], password }
      if (post !== null) one.posts.push({ post: PostName.parse(post), department })
      people.set(id, one)
    }
    const held = [...people.values()].flatMap(({ posts }) => posts)
    const has = (name: string, ...posts: PostName[]) =>
      held.some(({ post, department }) => department === name && posts.includes(post))
    return {
      departments: departments.map(({ id, name, kind }) => ({
        id,
        name,
        kind,
        people: [...people.values()].filter(({ posts }) =>
          posts.some(({ department }) => department === name),
        ).length,
        has_handler: has(name, 'handler', 'head', 'liaison'),
      })),
      // Who asks for an enterprise is no staff.
      people: [...people.values()].filter(
        ({ posts }) => posts.length === 0 || posts.some(({ post }) => post !== 'enterprise'),
      ),
      enterprises: others?.enterprises ?? 0,
      cases: others?.cases ?? 0,
      lacking: {
        posts: NEEDED.filter((post) => !held.some((one) => one.post === post)),
        departments: departments
          // The dispatch centre's own department dispatches, and nothing is dispatched to it.
          .filter(
            ({ name, kind }) =>
              kind === 'own' && !has(name, 'handler', 'head', 'liaison') && !has(name, 'dispatcher'),
          )
          .map(({ name }) => name),
      },
    }
  },
})
