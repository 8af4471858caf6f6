import type { Principal } from '../kernel/command.ts'
import { answer } from '../kernel/query.ts'
import type { Runtime } from '../kernel/runtime.ts'
import type { CaseList } from '../modules/cases/contract.ts'
import { listCases } from '../modules/cases/index.ts'
import type { NumberView } from '../modules/figures/contract.ts'
import { askNumber } from '../modules/figures/index.ts'
import { inputOf, readAddress, type Asked } from './list-address.ts'

/** What the page of the list shows. The figures stand on its first page only: they do not change by turning pages. */
export interface Listing {
  readonly asked: Asked
  readonly list: CaseList
  readonly figures?: { readonly open: NumberView; readonly overdue: NumberView } | undefined
}

/** Asks for everything that the list shows. */
export async function findListing(runtime: Runtime, principal: Principal, query: unknown): Promise<Listing> {
  const asked = readAddress(query)
  const [list, figures] = await Promise.all([
    answer(runtime, listCases, inputOf(asked), principal),
    asked.cursor === undefined ? findFigures(runtime, principal) : undefined,
  ])
  return { asked, list, figures }
}

async function findFigures(runtime: Runtime, principal: Principal) {
  const [open, overdue] = await Promise.all([
    answer(runtime, askNumber, { name: 'requests.open', by: 'category' }, principal),
    answer(runtime, askNumber, { name: 'requests.overdue' }, principal),
  ])
  return { open, overdue }
}
