import { run } from '../kernel/command.ts'
import { addToken } from '../modules/people/index.ts'
import { actingIn, requestOf } from './actors.ts'
import { optional, required, UsageError, type Subcommand } from './subcommand.ts'

export const tokenCreate: Subcommand = {
  name: 'token create',
  usage: '--park CODE --user NAME [--days N] [--scope a,b] [--name WHAT]',
  summary: { zh: '给程序一个令牌，替某位用户办事', en: 'A token for a program that acts for a person' },
  options: {
    park: { type: 'string' },
    user: { type: 'string' },
    days: { type: 'string' },
    scope: { type: 'string' },
    name: { type: 'string' },
  },
  words: [0, 0],
  async run(invocation) {
    const days = optional(invocation, 'days')
    if (days !== undefined && !/^\d{1,6}$/.test(days))
      throw new UsageError(
        `--days 应是天数，如 90，不是“${days}”`,
        `--days is a number of days such as 90, not "${days}"`,
      )
    const scopes = optional(invocation, 'scope')
      ?.split(',')
      .map((scope) => scope.trim())
    const name = optional(invocation, 'name')
    const input = {
      user: required(invocation, 'user'),
      ...(days !== undefined && { days: Number(days) }),
      ...(scopes && { scopes }),
      ...(name !== undefined && { name }),
    }
    const { product, principal } = await actingIn(invocation)
    const { value } = await run(product.runtime, addToken, input, requestOf(principal))
    const { terminal } = invocation
    terminal.say(terminal.json ? JSON.stringify(value) : value.token)
    if (!terminal.json) {
      terminal.note(
        terminal.language === 'zh'
          ? `有效期至 ${value.expires}。令牌只显示这一次，请妥善保存。`
          : `Valid until ${value.expires}. It is shown this once; keep it safe.`,
      )
    }
    return 0
  },
}
