import { OF_A_DEPARTMENT } from '../../kernel/actor.ts'
import { defineCommand } from '../../kernel/command.ts'
import { Failure } from '../../kernel/failure.ts'
import { newId } from '../../kernel/ids.ts'
import { getEnterprise } from '../enterprises/index.ts'
import { getDepartment } from '../parks/index.ts'
import { AddUser, UserView } from './contract.ts'
import { setPhone } from './import-store.ts'
import { hashPassword, requireGoodPassword } from './passwords.ts'
import { mayManagePeople } from './policy.ts'
import { lockPostsOf } from './post-store.ts'
import { insertAccount, insertPost, insertUser, selectUserByName } from './store.ts'

/** Adds a person with a post; for a person who is already there, another post (and no new password). */
export const addUser = defineCommand({
  name: 'people.add',
  route: {
    method: 'POST',
    path: '/users',
    status: 201,
    summary: 'Add a person with a post, or another post',
  },
  input: AddUser,
  answer: UserView,
  async load({ tx, parkId }, input) {
    const [existing, department, enterprise] = await Promise.all([
      tx.first(selectUserByName, { parkId, name: input.name }),
      input.department === undefined ? null : getDepartment(tx, parkId, input.department),
      input.enterprise === undefined ? null : getEnterprise(tx, parkId, input.enterprise),
    ])
    return { existing, department, enterprise }
  },
  allow: mayManagePeople,
  async handle(ctx, input, { existing, department, enterprise }) {
    const { parkId, now, tx, runtime } = ctx
    if (OF_A_DEPARTMENT.includes(input.post) && !department) {
      throw new Failure('invalid', 'people.post_needs_department', { post: input.post })
    }
    if ((input.post === 'enterprise') !== (enterprise !== null)) {
      throw new Failure('invalid', 'people.post_needs_enterprise', { post: input.post })
    }
    if (existing && input.password !== undefined) {
      throw new Failure('conflict', 'people.name_taken', { name: input.name })
    }
    if (existing && existing.left_at !== null)
      throw new Failure('conflict', 'people.has_left', { name: input.name })
    const userId = existing?.id ?? newId(now)
    const before = existing ? await tx.all(lockPostsOf, { parkId, userId }) : []
    if (!existing) {
      if (input.password !== undefined)
        requireGoodPassword(runtime.passwords, { password: input.password, name: input.name })
      const passwordHash = input.password === undefined ? null : await hashPassword(input.password)
      tx.send(insertUser, { parkId, id: userId, name: input.name, now })
      tx.send(insertAccount, { parkId, userId, name: input.name, passwordHash, now })
    }
    if (input.phone !== undefined) tx.send(setPhone, { parkId, userId, phone: input.phone })
    const held = before.some(
      (row) =>
        row.post === input.post &&
        row.department_id === (department?.id ?? null) &&
        row.enterprise_id === (enterprise?.id ?? null),
    )
    if (held) throw new Failure('conflict', 'people.post_held', { name: input.name, post: input.post })
    const postId = newId(now)
    tx.send(insertPost, {
      parkId,
      id: postId,
      userId,
      post: input.post,
      departmentId: department?.id ?? null,
      enterpriseId: enterprise?.id ?? null,
      now,
    })
    return {
      id: userId,
      name: input.name,
      posts: [
        {
          id: postId,
          post: input.post,
          department: department && { id: department.id, name: department.name },
          enterprise: enterprise && { id: enterprise.id, name: enterprise.name },
          from: now,
          until: null,
          stands_in_for: null,
        },
      ],
    }
  },
  audit: (input, user) => ({ subjectId: user.id, summary: { post: input.post } }),
})
