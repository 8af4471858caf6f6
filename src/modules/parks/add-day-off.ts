import { holds } from '../../kernel/actor.ts'
import { isDate } from '../../kernel/calendar.ts'
import { defineCommand } from '../../kernel/command.ts'
import { Failure } from '../../kernel/failure.ts'
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
    // What the calendar cannot read (a year before 1000) would stop every clock of the park, and no day is taken back.
    if (!isDate(input.day)) throw new Failure('invalid', 'calendar.date_invalid', { date: input.day })
    ctx.tx.send(insertDayOff, { parkId: ctx.parkId, ...input, now: ctx.now })
    return input
  },
  audit: (input) => ({ summary: { day: input.day } }),
})
