import { randomBytes } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { consoleActor } from './kernel/actor.ts'
import { run } from './kernel/command.ts'
import { Failure } from './kernel/failure.ts'
import { API, requireOwnOrigin } from './kernel/http.ts'
import { newId } from './kernel/ids.ts'
import { parseInput } from './kernel/input.ts'
import type { Runtime } from './kernel/runtime.ts'
import { AddPark } from './modules/parks/contract.ts'
import { addPark, listParks } from './modules/parks/index.ts'
import { AddUser } from './modules/people/contract.ts'
import { addUser, checkPassword } from './modules/people/index.ts'

/** The first administrator's way in, by a link that the terminal shows once. */
export interface SetUp {
  /** The secret of the link; undefined when there was a park already at the start. */
  readonly token: string | undefined
  /** Whether the secret opens the way now. */
  readonly opens: (token: string) => boolean
  mount(server: FastifyInstance): void
}

const Founding = z.strictObject({
  token: z.string().max(100),
  park: AddPark.pick({ code: true, name: true, departments: true }),
  name: AddUser.shape.name,
  password: AddUser.shape.password.unwrap(),
})

/** Opens the way for an installation without a park; it closes behind the first who takes it. */
export async function openSetUp(runtime: Runtime): Promise<SetUp> {
  const isNew = (await listParks(runtime.database.app)).length === 0
  const token = isNew ? randomBytes(24).toString('base64url') : undefined
  const id = newId(runtime.clock())
  let isOpen = isNew
  const opens = (given: string) => isOpen && given === token

  async function found({ park, name, password }: z.output<typeof Founding>, requestId: string) {
    checkPassword(password)
    const asked = { principal: consoleActor(id), requestId }
    // With a key: should the database fail between the two, the next attempt finds the park made and goes on.
    await run(runtime, addPark, { id, ...park }, { ...asked, key: 'set-up-park' })
    const { value } = await run(runtime, addUser, { name, post: 'admin', password }, asked)
    return { park: { id, ...park }, user: value }
  }

  return {
    token,
    opens,
    mount(server) {
      server.post(`${API}/setup`, async (request, reply) => {
        requireOwnOrigin(request)
        const founding = parseInput(Founding, request.body)
        if (!opens(founding.token)) throw new Failure('forbidden', 'people.setup_over')
        isOpen = false
        const founded = await found(founding, request.id).catch((error: unknown) => {
          // What was refused may be mended and sent again.
          isOpen = true
          throw error
        })
        return reply.status(201).send(founded)
      })
    },
  }
}
