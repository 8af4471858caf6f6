import { copiesIn, listCopies, readBackup } from '../backup/index.ts'
import { Failure } from '../kernel/failure.ts'
import { restoreFrom, sayRestored } from './restore.ts'
import type { Subcommand } from './subcommand.ts'

export const rollback: Subcommand = {
  name: 'rollback',
  usage: '[--yes] [--database-url URL] [--accept-unsound]',
  summary: {
    zh: '退回到上一次升级之前的自动备份',
    en: 'Back to the copy that was made before the last upgrade',
  },
  options: {
    yes: { type: 'boolean' },
    'database-url': { type: 'string' },
    'accept-unsound': { type: 'boolean' },
  },
  words: [0, 0],
  async run(invocation) {
    const { settings, terminal, values } = invocation
    const [copy] = listCopies(settings.data)
    if (copy === undefined)
      throw new Failure('missing', 'backup.no_copy', { folder: copiesIn(settings.data) })
    if (values['yes'] !== true) {
      const { head } = await readBackup({ file: copy })
      const { version, as_of } = head
      throw new Failure('conflict', 'backup.rollback_unconfirmed', { copy, version, as_of })
    }
    const restored = await restoreFrom(invocation, { file: copy, force: true, keepOld: true })
    sayRestored(terminal, restored)
    if (!terminal.json)
      terminal.say(
        terminal.language === 'zh'
          ? '请换回旧版本的程序再启动；用现在的程序启动会再次升级。'
          : 'Now put the older program back and start it; this one would upgrade again.',
      )
    return 0
  },
}
