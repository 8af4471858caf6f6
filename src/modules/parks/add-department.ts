import { holds } from '../../kernel/actor.ts'
import { defineCommand } from '../../kernel/command.ts'
import { Failure } from '../../kernel/failure.ts'
import { sendDepartment } from './add-park.ts'
import { AddDepartment, DepartmentView } from './contract.ts'
import { findDepartments } from './store.ts'

export const addDepartment = defineCommand({
  name: 'parks.add_department',
  route: { method: 'POST', path: '/departments', status: 201, summary: 'Add a department, own or external' },
  input: AddDepartment,
  answer: DepartmentView,
  load: (ctx) => findDepartments(ctx.tx, ctx.parkId),
  allow: (actor) => (actor.console ? 'console' : holds(actor, 'admin') ? 'admin' : 'forbidden'),
  handle(ctx, input, departments) {
    if (departments.some(({ name }) => name === input.name)) {
      throw new Failure('conflict', 'parks.department_taken', { name: input.name })
    }
    return sendDepartment(ctx, input)
  },
  audit: (_, department) => ({ subjectId: department.id }),
})
