import type { Principal } from '../kernel/command.ts'
import { answer } from '../kernel/query.ts'
import type { Runtime } from '../kernel/runtime.ts'
import type { CaseFileView, CaseView, EntryView } from '../modules/cases/contract.ts'
import { caseEntries, caseFiles, oneCase } from '../modules/cases/index.ts'

/** One case with its whole history and its files. */
export interface CaseFile {
  readonly view: CaseView
  readonly entries: readonly EntryView[]
  readonly files: readonly CaseFileView[]
}

/** Asks for a case, its files, and all of its entries, which come by the page. */
export async function findCase(runtime: Runtime, principal: Principal, id: string): Promise<CaseFile> {
  const [view, entries, files] = await Promise.all([
    answer(runtime, oneCase, { id }, principal),
    findEntries(runtime, principal, id),
    answer(runtime, caseFiles, { id }, principal),
  ])
  return { view, entries, files: files.items }
}

async function findEntries(
  runtime: Runtime,
  principal: Principal,
  id: string,
): Promise<readonly EntryView[]> {
  const found: EntryView[] = []
  let cursor: string | null | undefined
  do {
    const page = await answer(runtime, caseEntries, { id, ...(cursor && { cursor }) }, principal)
    found.push(...page.items)
    cursor = page.next
  } while (cursor)
  return found
}
