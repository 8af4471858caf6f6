import { run, type Request } from '../../kernel/command.ts'
import { newId } from '../../kernel/ids.ts'
import { answer } from '../../kernel/query.ts'
import type { Runtime } from '../../kernel/runtime.ts'
import { currentPark } from '../parks/index.ts'
import { applyRoster } from './apply-roster.ts'
import type { RosterDraft, RosterOutcome } from './contract.ts'
import { draftRoster } from './draft-roster.ts'
import { oneDraft } from './queries.ts'
import { readRoster } from './read-roster.ts'
import { settleRoster } from './settle-roster.ts'

type Asking = Omit<Request, 'key' | 'rehearsal'>

/** Reads an uploaded file and keeps what it says for the look at it. @throws Failure as `readRoster` */
export async function keepRoster(
  runtime: Runtime,
  asking: Asking,
  { path, fileName, makeDepartments }: { path: string; fileName: string; makeDepartments: boolean },
): Promise<string> {
  const park = await answer(runtime, currentPark, {}, asking.principal)
  const departments = park.departments.map(({ name }) => name)
  const content = await readRoster(path, { departments, makeDepartments })
  const id = newId(runtime.clock())
  await run(runtime, draftRoster, { id, file_name: fileName, content }, asking)
  return id
}

/** An uploaded roster with what would become of it now, or what it came to. @throws Failure `roster.missing` */
export async function previewRoster(
  runtime: Runtime,
  asking: Asking,
  id: string,
): Promise<{ readonly draft: RosterDraft; readonly outcome: RosterOutcome }> {
  const draft = await answer(runtime, oneDraft, { id }, asking.principal)
  const outcome = draft.outcome ?? (await applyRoster(runtime, { ...asking, rehearsal: true }, draft.content))
  return { draft, outcome }
}

/** Takes an uploaded roster in. Confirmed twice, even at once, it is taken in once. @throws Failure `roster.missing` */
export async function confirmRoster(runtime: Runtime, asking: Asking, id: string): Promise<void> {
  const draft = await answer(runtime, oneDraft, { id }, asking.principal)
  if (draft.outcome) return
  const outcome = await applyRoster(runtime, { ...asking, key: `roster-${id}` }, draft.content)
  await run(runtime, settleRoster, { id, outcome }, asking)
}
