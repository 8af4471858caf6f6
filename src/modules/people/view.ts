import type { Actor, Post } from '../../kernel/actor.ts'
import type { Tx } from '../../kernel/database.ts'
import type { UserView } from './contract.ts'
import { selectHeld } from './store.ts'

/** A person with the names of departments and enterprises behind the posts, own and stood in for. */
export async function viewOf(tx: Tx, actor: Actor, now: string): Promise<UserView> {
  const { parkId, userId, name, holdings } = actor
  const rows = await tx.all(selectHeld, { parkId, userId, now })
  return {
    id: userId,
    name,
    posts: rows.flatMap((row) => {
      // A token for one post has no other.
      const counts = holdings.some(
        (held) =>
          held.post === row.post &&
          held.departmentId === row.department_id &&
          held.enterpriseId === row.enterprise_id &&
          (held.standsInFor ?? null) === row.stands_in_for,
      )
      if (!counts) return []
      return {
        id: row.id,
        post: row.post as Post, // marked cast: a CHECK allows no other
        department: named(row.department_id, row.department),
        enterprise: named(row.enterprise_id, row.enterprise),
        from: row.created_at,
        until: row.until_at,
        stands_in_for: named(row.stands_in_for, row.other),
      }
    }),
  }
}

const named = (id: string | null, name: string | null) => (id && name ? { id, name } : null)
