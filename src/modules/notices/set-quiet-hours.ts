import { defineCommand } from '../../kernel/command.ts'
import { administers } from './capacity.ts'
import { QuietHours } from './contract.ts'
import { upsertQuietHours } from './store.ts'

/** When the park sends nothing outside the product, on its own wall. Two equal times: never quiet. */
export const setQuietHours = defineCommand({
  name: 'notices.set_quiet_hours',
  route: {
    method: 'POST',
    path: '/notices/quiet-hours',
    summary: 'When the park sends nothing outside the product, on its own wall',
  },
  input: QuietHours,
  answer: QuietHours,
  load: () => Promise.resolve(undefined),
  allow: administers,
  handle({ tx, parkId }, { from, to }) {
    tx.send(upsertQuietHours, { parkId, from, to })
    return { from, to }
  },
  audit: (input) => ({ summary: input }),
})
