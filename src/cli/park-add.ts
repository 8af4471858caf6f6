import { consoleActor } from '../kernel/actor.ts'
import { run } from '../kernel/command.ts'
import { newId } from '../kernel/ids.ts'
import { addPark } from '../modules/parks/index.ts'
import { requestOf } from './actors.ts'
import { optional, required, UsageError, type Subcommand } from './subcommand.ts'

export const parkAdd: Subcommand = {
  name: 'park add',
  usage: 'CODE --name NAME [--departments NAME,NAME,…]',
  summary: { zh: '建一个园区和它的部门', en: 'A new park with its departments' },
  options: { name: { type: 'string' }, departments: { type: 'string' } },
  words: [1, 1],
  async run(invocation) {
    if (optional(invocation, 'as') !== undefined)
      throw new UsageError(
        '建园区不能加 --as：园区还没有，也就没有它的用户',
        '--as cannot be given here: a park that is not there yet has no users',
      )
    const name = required(invocation, 'name')
    const departments = (optional(invocation, 'departments') ?? '')
      .split(/[,，、]/)
      .map((part) => part.trim())
      .filter((part) => part !== '')
    const { runtime } = await invocation.product()
    const id = newId(runtime.clock())
    const input = { id, code: invocation.words[0], name, departments }
    const { value: park } = await run(runtime, addPark, input, requestOf(consoleActor(id)))
    const { terminal } = invocation
    if (terminal.json) terminal.say(JSON.stringify(park))
    else
      terminal.say(
        terminal.language === 'zh'
          ? `已建园区 ${park.name}（${park.code}），${park.departments.length} 个部门。`
          : `Park ${park.name} (${park.code}) with ${park.departments.length} departments.`,
      )
    return 0
  },
}
