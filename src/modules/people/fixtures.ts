import { enterpriseIn, type TestPark, type TestProduct, type Who } from '../../../test/support/park.ts'
import type { TestServer } from '../../../test/support/server.ts'
import { assignOfficer } from '../officers/index.ts'
import { addStandIn } from './add-stand-in.ts'
import { addUser } from './add-user.ts'
import type { StandInView } from './contract.ts'

export const PASSWORD = '青花-瓷器-2026'

const HOUR = 3600_000

/** The post of this name that somebody of the cast holds. */
export async function postOf(bench: TestProduct, userId: string, post: string): Promise<string> {
  const [row] = await bench.sql(
    'select id from posts where user_id = $1 and post = $2 and until_at is null',
    [userId, post],
  )
  return String(row?.['id'])
}

/** Somebody stands in for another from now on, for a day. */
export function aStandIn(
  { clock }: TestProduct,
  park: TestPark,
  {
    away,
    standIn,
    by = 'admin',
    more = {},
  }: { away: Who; standIn: Who; by?: Who | 'console'; more?: object },
): Promise<StandInView> {
  const from = clock()
  clock.pass(24 * HOUR)
  const until = clock()
  clock.set(from)
  return park.act(by, addStandIn, { user: away, stand_in: standIn, from, until, reason: '休假', ...more })
}

/** A person who can sign in. */
export const aPerson = (park: TestPark, name: string, more: object) =>
  park.act('console', addUser, { name, post: 'officer', password: PASSWORD, ...more })

/** The cookie of a new session. */
export async function signedIn(server: TestServer, name: string, password = PASSWORD): Promise<string> {
  const { headers } = await server.call(undefined, 'POST', '/session', {
    body: { name, password },
    key: null,
  })
  return (headers.get('set-cookie') ?? '').split(';')[0] ?? ''
}

/** The officer of the cast serves the enterprise of the cast from today on, and so names its contacts. */
export async function anOfficerOf(bench: TestProduct, park: TestPark): Promise<void> {
  const subject = { kind: 'enterprise' as const, id: await enterpriseIn(bench, park) }
  await park.act('dispatcher', assignOfficer, { subject, user: 'officer' })
}
