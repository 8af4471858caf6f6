import type { Setting } from './act.ts'
import { FORGET_PENDING, FORGET_PROPOSAL } from './columns.ts'
import type { LoadedCase } from './store.ts'

/** What ends with the work on a case: answers not yet signed, requests not yet decided, a suspension. */
export const endOfWork = (row: LoadedCase): Setting => ({
  ...(row.proposal !== null && FORGET_PROPOSAL),
  ...(row.pending !== null && FORGET_PENDING),
  ...(row.suspended_on !== null && { suspended_at: null, suspended_on: null, suspended_until: null }),
})
