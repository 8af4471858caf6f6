import { holds, OF_A_DEPARTMENT } from '../../kernel/actor.ts'
import { defineCommand, type Context } from '../../kernel/command.ts'
import { newId } from '../../kernel/ids.ts'
import { ensureDepartments, findDepartments } from '../parks/index.ts'
import { ImportPeople, PeopleImported, type ImportedOutcome, type ImportedPerson } from './contract.ts'
import { insertUserOnce, selectNamed, setPhone } from './import-store.ts'
import { insertAccount, insertPost } from './store.ts'

/** Somebody who is here, with the posts held. */
interface Known {
  readonly id: string
  phone: string | null
  readonly held: Set<string>
}

/**
 * Takes in people of a roster, and the departments it names. Each is added, gets the posts that were missing, is here
 * already, or is refused with the reason; nobody's refusal keeps the others out. The same roster again changes nothing.
 * Nobody gets a password here: `people.issue_passwords` gives one to be used once.
 */
export const importPeople = defineCommand({
  name: 'people.import',
  route: { method: 'POST', path: '/users/import', summary: 'Add many people and their departments' },
  input: ImportPeople,
  answer: PeopleImported,
  load: () => Promise.resolve(undefined),
  allow: (actor) => (actor.console ? 'console' : holds(actor, 'admin') ? 'admin' : 'forbidden'),
  async handle(ctx, input): Promise<PeopleImported> {
    const { added: made, unchanged } = await ensureDepartments(ctx, input.departments)
    const departmentIds = new Map(
      (await findDepartments(ctx.tx, ctx.parkId)).map(({ id, name }) => [name, id]),
    )
    const { known, added, raced } = await ensureUsers(ctx, input.people, departmentIds)
    const outcomes: ImportedOutcome[] = []
    const fresh = new Set(added)
    for (const person of input.people) {
      const refusal = refusalOf(person, { departmentIds, raced, phone: known.get(person.name)?.phone })
      const user = known.get(person.name)
      if (refusal || !user) {
        outcomes.push(refusal ?? { result: 'refused', code: 'people.import_raced' })
        continue
      }
      const isNew = fresh.delete(user.id)
      const gained = takeUp(ctx, user, { person, departmentId: departmentIds.get(person.department ?? '') })
      outcomes.push({ result: isNew ? 'added' : gained ? 'extended' : 'unchanged' })
    }
    return {
      departments: [
        ...made.map(({ name }) => ({ name, result: 'added' as const })),
        ...unchanged.map(({ name }) => ({ name, result: 'unchanged' as const })),
      ],
      people: outcomes,
      added,
    }
  },
  audit: (_, { departments, people, added }) => ({
    summary: {
      added,
      extended: people.filter(({ result }) => result === 'extended').length,
      unchanged: people.filter(({ result }) => result === 'unchanged').length,
      refused: people.filter(({ result }) => result === 'refused').length,
      departments: departments.filter(({ result }) => result === 'added').length,
    },
  }),
})

/** Makes the people who are not here yet; what is wrong with their rows alone must not make them. */
async function ensureUsers(
  { tx, parkId, now }: Context,
  people: readonly ImportedPerson[],
  departmentIds: ReadonlyMap<string, string>,
) {
  const rows = await tx.all(selectNamed, { parkId, names: [...new Set(people.map(({ name }) => name))] })
  const known = new Map<string, Known>()
  for (const { id, name, phone, post, department_id: departmentId } of rows) {
    const one = known.get(name) ?? { id, phone, held: new Set() }
    if (post !== null) one.held.add(holdingKey(post, departmentId))
    known.set(name, one)
  }
  const lacking = new Map<string, ImportedPerson>()
  for (const person of people)
    if (!known.has(person.name) && !lacking.has(person.name) && !refusalOf(person, { departmentIds }))
      lacking.set(person.name, person)
  const added: string[] = []
  const raced = new Set<string>()
  // In one order for all, so that two rosters with the same names do not lock each other out.
  const inOrder = [...lacking.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1))
  await Promise.all(
    inOrder.map(async ({ name, phone }) => {
      const id = newId(now)
      const row = await tx.first(insertUserOnce, { parkId, id, name, phone, now })
      if (!row) return raced.add(name)
      tx.send(insertAccount, { parkId, userId: id, name, passwordHash: null, now })
      known.set(name, { id, phone, held: new Set() })
      return added.push(id)
    }),
  )
  return { known, added, raced }
}

/** Why this person cannot be taken, if so. */
function refusalOf(
  { name, posts, department, phone }: ImportedPerson,
  {
    departmentIds,
    raced,
    phone: knownPhone,
  }: {
    readonly departmentIds: ReadonlyMap<string, string>
    readonly raced?: ReadonlySet<string>
    readonly phone?: string | null | undefined
  },
): ImportedOutcome | undefined {
  const refused = (code: string, detail: Record<string, string> = {}): ImportedOutcome => ({
    result: 'refused',
    code,
    detail: { name, ...detail },
  })
  if (department === null && posts.some((post) => OF_A_DEPARTMENT.includes(post)))
    return refused('people.import_needs_department')
  if (department !== null && !departmentIds.has(department))
    return refused('people.import_department_unknown', { department })
  // Two people of one name would become one, with the posts of both.
  if (phone !== null && knownPhone && phone !== knownPhone) return refused('people.import_phone_differs')
  if (raced?.has(name) === true) return refused('people.import_raced')
  return undefined
}

/** Gives the posts that are missing, and the telephone where none was known. @returns whether anything was */
function takeUp(
  { tx, parkId, now }: Context,
  user: Known,
  { person, departmentId = null }: { person: ImportedPerson; departmentId?: string | null | undefined },
): boolean {
  let gained = false
  for (const post of person.posts) {
    const key = holdingKey(post, departmentId)
    if (user.held.has(key)) continue
    user.held.add(key)
    tx.send(insertPost, {
      parkId,
      id: newId(now),
      userId: user.id,
      post,
      departmentId,
      enterpriseId: null,
      now,
    })
    gained = true
  }
  if (user.phone === null && person.phone !== null) {
    tx.send(setPhone, { parkId, userId: user.id, phone: person.phone })
    user.phone = person.phone
    gained = true
  }
  return gained
}

const holdingKey = (post: string, departmentId: string | null) => `${post} ${departmentId ?? ''}`
