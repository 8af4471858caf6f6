import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { consoleActor } from './kernel/actor.ts'
import { shiftInstant } from './kernel/clock.ts'
import { run } from './kernel/command.ts'
import { Failure } from './kernel/failure.ts'
import { API, idempotencyKey, requireOwnOrigin } from './kernel/http.ts'
import { newId } from './kernel/ids.ts'
import { parseInput } from './kernel/input.ts'
import type { Runtime } from './kernel/runtime.ts'
import { AddPark } from './modules/parks/contract.ts'
import { addPark, listParks } from './modules/parks/index.ts'
import { AddUser } from './modules/people/contract.ts'
import { addUser, requireGoodPassword } from './modules/people/index.ts'

/** The first administrator's way in, by a link that the terminal shows once. */
export interface SetUp {
  /** The secret of the link; undefined when there was a park already at the start. */
  readonly token: string | undefined
  /** Whether the secret opens the way now. */
  readonly opens: (token: string) => Promise<boolean>
  mount(server: FastifyInstance): void
}

const Founding = z.strictObject({
  token: z.string().max(100),
  park: AddPark.pick({ code: true, name: true, departments: true }),
  name: AddUser.shape.name,
  password: AddUser.shape.password.unwrap(),
})

/** How long the link works; a new one is printed at the next start. */
const LIFE = 24 * 3600 * 1000

/** Opens the way for an installation without a park; it closes behind the first who takes it. */
export async function openSetUp(runtime: Runtime): Promise<SetUp> {
  const id = newId(runtime.clock())
  /** Asked anew each time: the terminal can make a park while the server runs. Our own may be there half made. */
  const hasOtherPark = async () => (await listParks(runtime.database.app)).some((park) => park.id !== id)
  const token = (await hasOtherPark()) ? undefined : randomBytes(24).toString('base64url')
  const until = shiftInstant(runtime.clock(), LIFE)
  /** Whether this is the secret, and in time; how much of a guess is right must not show in how long it takes. */
  const isToken = (given: string) => {
    const [right, guess] = [Buffer.from(token ?? ''), Buffer.from(given)]
    return (
      token !== undefined &&
      right.length === guess.length &&
      timingSafeEqual(right, guess) &&
      runtime.clock() < until
    )
  }
  /** The key of the request that takes the way, or has taken it: sent again, it gets the same answer. */
  let takenWith: string | undefined
  const opens = async (given: string) => isToken(given) && takenWith === undefined && !(await hasOtherPark())

  async function found(
    { park, name, password }: z.output<typeof Founding>,
    { key, requestId }: { key: string; requestId: string },
  ) {
    requireGoodPassword(runtime.passwords, { password, name })
    const asked = { principal: consoleActor(id), requestId }
    // With a key: should the database fail between the two, the next attempt finds the park made and goes on.
    await run(runtime, addPark, { id, ...park }, { ...asked, key: 'set-up-park' })
    const { value } = await run(runtime, addUser, { name, post: 'admin', password }, { ...asked, key })
    return { park: { id, ...park }, user: value }
  }

  /**
   * Takes the way, so that of two who come at once one gets in.
   * @returns whether it was free
   * @throws Failure `people.setup_over`, as a conflict when it is a park that stands in the way
   */
  async function take(given: string, key: string): Promise<boolean> {
    if (!isToken(given)) throw new Failure('forbidden', 'people.setup_over')
    if (await hasOtherPark()) throw new Failure('conflict', 'people.setup_over')
    if (takenWith !== undefined && takenWith !== key) throw new Failure('forbidden', 'people.setup_over')
    const wasFree = takenWith === undefined
    takenWith = key
    return wasFree
  }

  return {
    token,
    opens,
    mount(server) {
      server.post(`${API}/setup`, async (request, reply) => {
        requireOwnOrigin(request)
        const key = idempotencyKey(request)
        const founding = parseInput(Founding, request.body)
        const wasFree = await take(founding.token, key)
        const founded = await found(founding, { key, requestId: request.id }).catch((error: unknown) => {
          // What was refused may be mended and sent again.
          if (wasFree) takenWith = undefined
          throw error
        })
        return reply.status(201).send(founded)
      })
    },
  }
}
