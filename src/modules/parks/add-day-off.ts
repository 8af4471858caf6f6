import { holds } from '../../kernel/actor.ts'
import { defineCommand } from '../../kernel/command.ts'
import { AddDayOff, DayOffView } from './contract.ts'
import { insertDayOff } from './store.ts'

/** A day on which the park's offices rest besides the official holidays. Deadlines already given stay as promised. */
export const addDayOff = defineCommand({
  name: 'parks.add_day_off',
  route: { method: 'POST', path: '/days-off', status: 201, summary: "Add one of the park's own days off" },
  input: AddDayOff,
  answer: DayOffView,
  load: () => Promise.resolve(undefined),
  allow: (actor) => (actor.console ? 'console' : holds(actor, 'admin') ? 'admin' : 'forbidden'),
  handle(ctx, input) {
    ctx.tx.send(insertDayOff, { parkId: ctx.parkId, ...input, now: ctx.now })
    return input
  },
  audit: (input) => ({ summary: { day: input.day } }),
})
