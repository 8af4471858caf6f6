import { holds } from '../../kernel/actor.ts'
import { defineCommand, type LoadContext } from '../../kernel/command.ts'
import { Failure } from '../../kernel/failure.ts'
import { newId } from '../../kernel/ids.ts'
import { AddDepartments, DepartmentsAdded, type DepartmentView } from './contract.ts'
import { findDepartments, insertDepartmentOnce } from './store.ts'

/** Adds the departments of a list, one name a line; what is here already is left alone, so a list may be sent again. */
export const addDepartments = defineCommand({
  name: 'parks.add_departments',
  route: { method: 'POST', path: '/departments/list', summary: 'Add many departments, own and external' },
  input: AddDepartments,
  answer: DepartmentsAdded,
  load: () => Promise.resolve(undefined),
  allow: (actor) => (actor.console ? 'console' : holds(actor, 'admin') ? 'admin' : 'forbidden'),
  handle(ctx, { own, external }) {
    const both = own.find((name) => external.includes(name))
    if (both !== undefined) throw new Failure('invalid', 'parks.department_twice', { name: both })
    return ensureDepartments(ctx, [
      ...own.map((name) => ({ name, kind: 'own' as const })),
      ...external.map((name) => ({ name, kind: 'external' as const })),
    ])
  },
  audit: (_, { added, unchanged }) => ({
    summary: { added: added.map(({ id }) => id), unchanged: unchanged.length },
  }),
})

/** Makes those departments that the park does not have yet. The kind of one that is here is not changed. */
export async function ensureDepartments(
  { tx, parkId, now }: LoadContext,
  wanted: readonly Pick<DepartmentView, 'name' | 'kind'>[],
): Promise<DepartmentsAdded> {
  const here = new Set((await findDepartments(tx, parkId)).map(({ name }) => name))
  const lacking = new Map(wanted.filter(({ name }) => !here.has(name)).map((each) => [each.name, each]))
  const made = await Promise.all(
    // In one order for all, so that two lists with the same names wait for each other and do not lock each other out.
    [...lacking.values()]
      .toSorted((a, b) => (a.name < b.name ? -1 : 1))
      .map(({ name, kind }) => tx.first(insertDepartmentOnce, { parkId, id: newId(now), name, kind, now })),
  )
  const ids = new Set(made.flatMap((row) => row?.id ?? []))
  const names = new Set(wanted.map(({ name }) => name))
  const all = (await findDepartments(tx, parkId)).filter(({ name }) => names.has(name))
  return { added: all.filter(({ id }) => ids.has(id)), unchanged: all.filter(({ id }) => !ids.has(id)) }
}
