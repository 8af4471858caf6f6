import type { Actor, Post } from '../../kernel/actor.ts'
import type { Tx } from '../../kernel/database.ts'
import type { UserView } from './contract.ts'
import { selectHoldings } from './store.ts'

/** A person with the names of departments and enterprises behind the posts. */
export async function viewOf(tx: Tx, { parkId, userId, name }: Actor): Promise<UserView> {
  const rows = await tx.all(selectHoldings, { parkId, userId })
  return {
    id: userId,
    name,
    posts: rows.map((row) => ({
      post: row.post as Post, // marked cast: a CHECK allows no other
      department:
        row.department_id && row.department ? { id: row.department_id, name: row.department } : null,
      enterprise:
        row.enterprise_id && row.enterprise ? { id: row.enterprise_id, name: row.enterprise } : null,
    })),
  }
}
