import { Failure } from '../../kernel/failure.ts'
import { StrikeOffCase } from './contract.ts'
import { defineAct, type ActContext } from './define-act.ts'
import { selectPictures } from './files.ts'
import { userOfPark, type LoadedCase } from './store.ts'

/** The dispatch centre checks and strikes the case off. Never the one who worked on it. */
export const strikeOffCase = defineAct({
  act: 'strike_off',
  name: 'cases.strike_off',
  summary: 'Check and strike off; a hazard with pictures before and after and a re-inspection',
  input: StrikeOffCase,
  async doing(ctx, input, row) {
    if (row.kind === 'hazard') requireEvidence(input)
    await checkPictures(ctx, row, input)
    await checkInspector(ctx, row, input)
    const { before, after, reinspection } = input
    return {
      action: 'strike_off',
      to: 'struck_off',
      set: { struck_off_at: ctx.now, struck_off_on: ctx.today, struck_off_by: ctx.actor.userId },
      besides: {
        ...(before && { before }),
        ...(after && { after }),
        ...(reinspection && { reinspected_by: reinspection.by, reinspected_on: reinspection.on }),
      },
      said: { evidence: input.evidence, reinspection: reinspection?.text },
    }
  },
})

/** @throws Failure `cases.hazard_evidence` naming what is missing, `cases.same_picture` */
function requireEvidence(input: StrikeOffCase): void {
  for (const field of ['before', 'after', 'reinspection'] as const) {
    if (input[field] === undefined) throw new Failure('invalid', 'cases.hazard_evidence', { field })
  }
  // One picture cannot show the place as it was and as it is.
  const twice = input.before?.find((id) => input.after?.includes(id))
  if (twice !== undefined) throw new Failure('invalid', 'cases.same_picture', { field: 'after', file: twice })
}

/** @throws Failure `cases.no_such_picture` for what is no picture or hangs on another case */
async function checkPictures(
  { tx, parkId }: ActContext,
  row: LoadedCase,
  { before = [], after = [] }: StrikeOffCase,
): Promise<void> {
  const wanted = [...before, ...after]
  if (wanted.length === 0) return
  const known = new Set(
    (await tx.all(selectPictures, { parkId, caseId: row.id, ids: wanted })).map(({ id }) => id),
  )
  const missing = wanted.find((id) => !known.has(id))
  if (missing === undefined) return
  const field = before.includes(missing) ? 'before' : 'after'
  throw new Failure('invalid', 'cases.no_such_picture', { field, file: missing })
}

/** @throws Failure for somebody who is not of the park, worked on it, or looked on a day that has not come */
async function checkInspector(
  { tx, parkId, today }: ActContext,
  row: LoadedCase,
  { reinspection }: StrikeOffCase,
): Promise<void> {
  if (reinspection === undefined) return
  const { by: userId, on } = reinspection
  if (on > today) throw new Failure('invalid', 'cases.not_yet', { field: 'reinspection.on' })
  const person = await tx.first(userOfPark, { parkId, userId })
  if (!person)
    throw new Failure('invalid', 'cases.no_such_person', { field: 'reinspection.by', post: 'supervisor' })
  if (row.worked_by.includes(userId))
    throw new Failure('forbidden', 'cases.own_work', { field: 'reinspection.by' })
}
