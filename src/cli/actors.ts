import { randomUUID } from 'node:crypto'
import { consoleActor } from '../kernel/actor.ts'
import type { Principal, Request } from '../kernel/command.ts'
import { inPark } from '../kernel/database.ts'
import { getParkByCode } from '../modules/parks/index.ts'
import { getUserByName } from '../modules/people/index.ts'
import type { Product } from '../product.ts'
import { optional, required, type Invocation } from './subcommand.ts'

/** The park of --park, and who acts in it: the user of --as, else the installation's console account. */
export async function actingIn(invocation: Invocation): Promise<{
  readonly product: Product
  readonly park: { readonly id: string; readonly code: string; readonly name: string }
  readonly principal: Principal
}> {
  const code = required(invocation, 'park')
  const product = await invocation.product()
  const park = await getParkByCode(product.runtime.database.app, code)
  const as = optional(invocation, 'as')
  if (as === undefined) return { product, park, principal: consoleActor(park.id) }
  const user = await inPark(product.runtime.database.app, park.id, 'read', (tx) =>
    getUserByName(tx, park.id, as),
  )
  return { product, park, principal: { parkId: park.id, userId: user.id } }
}

/** A request from the terminal: no key, since nobody sends it twice by accident. */
export const requestOf = (principal: Principal): Request => ({ principal, requestId: `cli-${randomUUID()}` })
