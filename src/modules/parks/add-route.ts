import { defineCommand } from '../../kernel/command.ts'
import { Failure } from '../../kernel/failure.ts'
import { newId } from '../../kernel/ids.ts'
import { localDate } from '../../kernel/zone.ts'
import { fromToday, setter } from './add-deadline-rule.ts'
import { AddRoute, RouteView } from './contract.ts'
import { insertRoute } from './rules-store.ts'
import { findDepartments, getPark } from './store.ts'

/** Says to which department cases of a category, subject and kind go when nobody is named. */
export const addRoute = defineCommand({
  name: 'parks.add_route',
  route: { method: 'POST', path: '/routes', status: 201, summary: 'Add a routing rule' },
  input: AddRoute,
  answer: RouteView,
  async load({ tx, parkId }) {
    const [park, departments] = await Promise.all([getPark(tx, parkId), findDepartments(tx, parkId)])
    return { park, departments }
  },
  allow: (actor) => setter(actor),
  handle(ctx, input, { park, departments }) {
    const valid_from = fromToday(input.valid_from, localDate(ctx.now, park.timeZone))
    if (input.until !== undefined && input.until < valid_from) {
      throw new Failure('invalid', 'parks.route_ends_before', { field: 'until', valid_from })
    }
    const found = departments.find(({ id, name }) => id === input.department || name === input.department)
    if (!found) {
      throw new Failure('invalid', 'parks.department_unknown', {
        name: input.department,
        known: departments.map(({ name }) => name),
      })
    }
    const { category = null, subject = null, kind = null, lead_leader = null, until = null } = input
    const row = { id: newId(ctx.now), category, subject, kind, lead_leader, valid_from, until }
    ctx.tx.send(insertRoute, { parkId: ctx.parkId, departmentId: found.id, now: ctx.now, ...row })
    return { ...row, department: { id: found.id, name: found.name } }
  },
  audit: (_, { id, department }) => ({ subjectId: id, summary: { department: department.name } }),
})
