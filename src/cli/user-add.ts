import { run } from '../kernel/command.ts'
import { addUser } from '../modules/people/index.ts'
import { actingIn, requestOf } from './actors.ts'
import { optional, required, type Subcommand } from './subcommand.ts'

export const userAdd: Subcommand = {
  name: 'user add',
  usage: '--park CODE --name NAME --post POST [--department NAME] [--enterprise NAME] [--password-stdin]',
  summary: { zh: '添加一位用户，或给他加一个岗位', en: 'A person with a post, or another post of a person' },
  options: {
    park: { type: 'string' },
    name: { type: 'string' },
    post: { type: 'string' },
    department: { type: 'string' },
    enterprise: { type: 'string' },
    'password-stdin': { type: 'boolean' },
  },
  words: [0, 0],
  async run(invocation) {
    const department = optional(invocation, 'department')
    const enterprise = optional(invocation, 'enterprise')
    const input = {
      name: required(invocation, 'name'),
      post: required(invocation, 'post'),
      ...(department !== undefined && { department }),
      ...(enterprise !== undefined && { enterprise }),
      ...(invocation.values['password-stdin'] === true && { password: await readPassword() }),
    }
    const { product, principal } = await actingIn(invocation)
    const { value: user } = await run(product.runtime, addUser, input, requestOf(principal))
    const { terminal } = invocation
    if (terminal.json) terminal.say(JSON.stringify(user))
    else terminal.say(terminal.language === 'zh' ? `已添加 ${user.name}。` : `Added ${user.name}.`)
    return 0
  },
}

/** The first line of standard input, without the end of line that `echo` adds. */
async function readPassword(): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk as Uint8Array)) // marked cast: no encoding is set
  return Buffer.concat(chunks).toString('utf8').split(/\r?\n/)[0] ?? ''
}
