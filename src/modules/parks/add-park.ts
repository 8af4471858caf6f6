import { defineCommand, type Context } from '../../kernel/command.ts'
import { Failure } from '../../kernel/failure.ts'
import { newId } from '../../kernel/ids.ts'
import { AddPark, type DepartmentView, ParkView } from './contract.ts'
import { DEFAULT_LADDER, DEFAULT_RULES, DEFAULT_SOURCE, SINCE } from './defaults.ts'
import { insertDeadlineRule } from './rules-store.ts'
import { sendLadder } from './set-ladder.ts'
import { insertDepartment, insertPark, selectParkByCode } from './store.ts'

/** Founds a park with its departments; the console of the installation alone may. */
export const addPark = defineCommand({
  name: 'parks.add',
  input: AddPark,
  answer: ParkView,
  load: async (ctx, input) => ({ taken: await ctx.tx.first(selectParkByCode, { code: input.code }) }),
  allow: (actor) => (actor.console ? 'console' : 'forbidden'),
  handle(ctx, input, { taken }) {
    if (taken) throw new Failure('conflict', 'parks.code_taken', { code: input.code })
    const twice = input.departments.find((name, i) => input.departments.indexOf(name) !== i)
    if (twice) throw new Failure('invalid', 'parks.department_twice', { name: twice })
    const park = {
      id: ctx.parkId,
      code: input.code,
      name: input.name,
      timeZone: 'Asia/Shanghai',
      now: ctx.now,
    }
    ctx.tx.send(insertPark, park)
    sendLadder(ctx, { levels: DEFAULT_LADDER, valid_from: SINCE, source: DEFAULT_SOURCE })
    return {
      id: park.id,
      code: park.code,
      name: park.name,
      time_zone: park.timeZone,
      departments: input.departments.map((name) => sendDepartment(ctx, { name, kind: 'own' })),
      deadline_rules: DEFAULT_RULES.map((rule) => {
        ctx.tx.send(insertDeadlineRule, { parkId: ctx.parkId, id: newId(ctx.now), ...rule })
        return rule
      }),
      days_off: [],
    }
  },
  audit: (input, park) => ({ subjectId: park.id, summary: { code: input.code } }),
})

/** Sends the row of a department and returns it as it is shown. */
export function sendDepartment(
  ctx: Context,
  { name, kind }: Pick<DepartmentView, 'name' | 'kind'>,
): DepartmentView {
  const department: DepartmentView = { id: newId(ctx.now), name, kind }
  ctx.tx.send(insertDepartment, { parkId: ctx.parkId, ...department, now: ctx.now })
  return department
}
