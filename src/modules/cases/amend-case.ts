import type { z } from 'zod'
import { Failure } from '../../kernel/failure.ts'
import { getDepartment } from '../parks/index.ts'
import { findProject } from '../projects/index.ts'
import type { Setting } from './act.ts'
import { AmendCase } from './contract.ts'
import { defineAct, type ActContext } from './define-act.ts'
import { requireChargeable } from './dispatch-case.ts'
import { findableBy } from './likeness.ts'
import { updateSearch, userWithPost, type LoadedCase } from './store.ts'

type Set = z.output<typeof AmendCase>['set']

/** What is the asker's own to put right, while nobody has worked on it; the text is nobody else's. */
const OF_THE_ASKER: readonly (keyof Set)[] = [
  'text',
  'category',
  'urgency',
  'confidential',
  'contact_name',
  'contact_phone',
]

/** Fields whose old and new value the entry keeps side by side; words and personal data stand in the entries that said them. */
const FACTS = ['kind', 'category', 'subject', 'urgency', 'source', 'confidential'] as const
const WORDS = ['text', 'demand', 'lead_leader', 'contact_name', 'contact_phone'] as const

/** Puts right what was entered wrongly: field, old, new and why. What others said is never touched. */
export const amendCase = defineAct({
  act: 'amend',
  name: 'cases.amend',
  summary: 'Put right what was entered wrongly, with the reason',
  input: AmendCase,
  async doing(ctx, { set: wanted, reason }, row) {
    requireOwnFields(ctx, wanted, row)
    const set = { ...factsOf(wanted, row), ...(await peopleOf(ctx, wanted, row)) }
    const words = WORDS.filter((field) => wanted[field] !== undefined && wanted[field] !== row[field])
    const said = Object.fromEntries(words.flatMap((field) => (wanted[field] ? [[field, wanted[field]]] : [])))
    const forgotten = Object.fromEntries(words.flatMap((field) => (wanted[field] ? [] : [[field, null]])))
    if (Object.keys(set).length + words.length === 0) throw new Failure('conflict', 'cases.nothing_changes')
    if (wanted.text !== undefined || wanted.confidential !== undefined) {
      const { parkId, tx } = ctx
      const after = { ...row, ...set, ...said }
      tx.send(updateSearch, { parkId, id: row.id, ...findableBy(after) })
    }
    return {
      action: 'amend',
      to: row.state,
      set: { ...set, ...forgotten },
      besides: {
        amended: Object.entries(set).map(([field, now]) => ({
          field,
          was: (row[field as keyof LoadedCase] ?? null) as string | boolean | null, // marked cast: facts of these columns
          now: now as string | boolean | null, // marked cast: as above
        })),
      },
      said: { ...said, reason },
    }
  },
})

function requireOwnFields({ as, actor }: ActContext, wanted: Set, row: LoadedCase): void {
  for (const field of Object.keys(wanted) as (keyof Set)[]) {
    // marked cast: the schema is closed
    const allowed =
      as === 'dispatcher'
        ? field !== 'text' || row.registered_by === actor.userId
        : OF_THE_ASKER.includes(field)
    if (!allowed) throw new Failure('forbidden', 'cases.not_yours_to_amend', { field: `set.${field}` })
  }
}

function factsOf(wanted: Set, row: LoadedCase): Setting {
  return Object.fromEntries(
    FACTS.flatMap((field) =>
      wanted[field] === undefined || wanted[field] === row[field] ? [] : [[field, wanted[field]]],
    ),
  )
}

/** Who is named with the case: each must hold the post that he is named for. */
async function peopleOf({ tx, parkId }: ActContext, wanted: Set, row: LoadedCase): Promise<Setting> {
  const person = async (field: 'officer' | 'return_visitor') => {
    const userId = wanted[field]
    if (userId === undefined || userId === null) return userId
    const found = await tx.first(userWithPost, { parkId, userId, post: field })
    if (!found) throw new Failure('invalid', 'cases.no_such_person', { field: `set.${field}`, post: field })
    return userId
  }
  const project =
    typeof wanted.project === 'string'
      ? await findProject(tx, parkId, { id: wanted.project })
      : wanted.project
  if (typeof wanted.project === 'string' && !project)
    throw new Failure('invalid', 'projects.unknown', { field: 'set.project', name: wanted.project })
  const [officer, visitor] = [await person('officer'), await person('return_visitor')]
  const about =
    typeof wanted.about_department === 'string'
      ? await getDepartment(tx, parkId, wanted.about_department)
      : wanted.about_department
  if (about) {
    // Whoever works on it, in charge or beside, would no longer see it.
    const helpers = row.co_organisers.filter(({ state }) => state !== 'returned')
    for (const id of [row.lead_department_id, ...helpers.map(({ department_id }) => department_id)])
      if (id !== null) requireChargeable({ about_department_id: about.id }, { id, name: about.name })
  }
  return {
    ...(officer !== undefined && officer !== row.officer_id && { officer_id: officer }),
    ...(visitor !== undefined && visitor !== row.return_visitor_id && { return_visitor_id: visitor }),
    ...(project !== undefined &&
      (project?.id ?? null) !== row.project_id && { project_id: project?.id ?? null }),
    ...(about !== undefined &&
      (about?.id ?? null) !== row.about_department_id && { about_department_id: about?.id ?? null }),
  }
}
