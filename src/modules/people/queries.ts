import { z } from 'zod'
import { decodeCursor, encodeCursor } from '../../kernel/cursor.ts'
import { departmentsOf, holds } from '../../kernel/actor.ts'
import { defineQuery } from '../../kernel/query.ts'
import { findDepartments } from '../parks/index.ts'
import {
  ListStandIns,
  ListUsers,
  MeView,
  StandInList,
  TokenList,
  UserList,
  type HoldingView,
} from './contract.ts'
import { selectUsers } from './post-store.ts'
import { selectRunningOf, selectStandIns, standInView } from './stand-in-store.ts'
import { selectTokens } from './token-store.ts'
import { viewOf } from './view.ts'

/** The reader himself: his posts, the stand-ins that run, and what his token is confined to. */
export const me = defineQuery({
  name: 'people.me',
  route: {
    method: 'GET',
    path: '/me',
    summary: 'The caller, the posts held, the stand-ins that run, the scopes',
  },
  // It tells a caller nothing but what he is.
  scope: null,
  input: z.strictObject({}),
  answer: MeView,
  allow: () => true,
  async answerWith({ tx, parkId, actor, now }) {
    const [user, running] = await Promise.all([
      viewOf(tx, actor, now),
      tx.all(selectRunningOf, { parkId, userId: actor.userId, now }),
    ])
    return {
      ...user,
      stand_ins: running.map((row) => standInView(row, now)),
      scopes: actor.scopes ? [...actor.scopes] : null,
    }
  },
})

/** The people of the park with the posts they hold now; a head sees those of his departments. */
export const listUsers = defineQuery({
  name: 'people.list',
  route: { method: 'GET', path: '/users', summary: 'The people of the park and their posts' },
  input: ListUsers,
  answer: UserList,
  allow: (actor) =>
    actor.console || (['admin', 'dispatcher', 'head'] as const).some((post) => holds(actor, post)),
  async answerWith({ tx, parkId, actor, now }, { department, post, limit, cursor }) {
    const after = cursor === undefined ? undefined : decodeCursor(cursor, z.tuple([z.string(), z.uuid()]))
    const found =
      department === undefined
        ? undefined
        : (await findDepartments(tx, parkId)).find(({ id, name }) => id === department || name === department)
    // A department that is not there has no people: an empty list and no error, as with any filter.
    if (department !== undefined && !found) return { items: [], next: null }
    const seesAll = actor.console || holds(actor, 'admin') || holds(actor, 'dispatcher')
    const rows = await tx.all(selectUsers, {
      parkId,
      now,
      departments: seesAll ? null : departmentsOf(actor, 'head'),
      department: found?.id ?? null,
      post: post ?? null,
      afterName: after?.[0] ?? null,
      afterId: after?.[1] ?? null,
      limit: limit + 1,
    })
    const last = rows[limit - 1]
    return {
      items: rows.slice(0, limit).map(({ posts, ...user }) => ({
        ...user,
        posts: posts as HoldingView[], // marked cast: built by the statement
      })),
      next: rows.length > limit && last ? encodeCursor([last.name, last.id]) : null,
    }
  },
})

/** Who stands in for whom: all for the administrator, those of his people for a head, for others their own. */
export const listStandIns = defineQuery({
  name: 'people.stand_ins',
  route: { method: 'GET', path: '/stand-ins', summary: 'Who stands in for whom, the newest first' },
  input: ListStandIns,
  answer: StandInList,
  allow: () => true,
  async answerWith({ tx, parkId, actor, now }, { running = false, limit, cursor }) {
    const after =
      cursor === undefined ? undefined : decodeCursor(cursor, z.tuple([z.iso.datetime(), z.uuid()]))
    const rows = await tx.all(selectStandIns, {
      parkId,
      reader: actor.console || holds(actor, 'admin') ? null : actor.userId,
      departments: departmentsOf(actor, 'head'),
      running,
      now,
      afterFrom: after?.[0] ?? null,
      afterId: after?.[1] ?? null,
      limit: limit + 1,
    })
    const last = rows[limit - 1]
    return {
      items: rows.slice(0, limit).map((row) => standInView(row, now)),
      next: rows.length > limit && last ? encodeCursor([last.from_at, last.id]) : null,
    }
  },
})

/** The tokens that hold, never their secret: the caller's own, for the administrator everybody's. */
export const listTokens = defineQuery({
  name: 'people.tokens',
  route: { method: 'GET', path: '/tokens', summary: 'API tokens, never their secret' },
  input: z.strictObject({}),
  answer: TokenList,
  allow: () => true,
  async answerWith({ tx, parkId, actor, now }) {
    const userId = actor.console || holds(actor, 'admin') ? null : actor.userId
    const rows = await tx.all(selectTokens, { parkId, userId, now })
    return {
      items: rows.map((row) => ({
        id: row.id,
        name: row.name,
        user: { id: row.user_id, name: row.user },
        scopes: row.scopes,
        post_id: row.post_id,
        created: row.created_at,
        expires: row.expires_at,
      })),
      next: null,
    }
  },
})
