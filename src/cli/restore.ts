import { resolve } from 'node:path'
import { restoreBackup, type Restored } from '../backup/index.ts'
import { systemClock } from '../kernel/clock.ts'
import { makeLog } from '../kernel/log.ts'
import { MODULES } from '../modules.ts'
import { interruptible } from './interrupt.ts'
import { readPassphrase } from './passphrase.ts'
import type { Invocation, Subcommand } from './subcommand.ts'
import type { Terminal } from './terminal.ts'
import { headline, sentence } from './verify.ts'

export const restore: Subcommand = {
  name: 'restore',
  usage: 'IN [--passphrase-file F] [--database-url URL] [--force] [--accept-unsound]',
  summary: {
    zh: '从备份恢复，核对无误才算完成；不覆盖已有的数据',
    en: 'An installation out of a backup, done when it is verified; nothing is overwritten',
  },
  options: {
    'passphrase-file': { type: 'string' },
    'database-url': { type: 'string' },
    force: { type: 'boolean' },
    'accept-unsound': { type: 'boolean' },
  },
  words: [1, 1],
  async run(invocation) {
    const restored = await restoreFrom(invocation, {
      file: resolve(invocation.words[0] ?? ''),
      force: invocation.values['force'] === true,
      keepOld: false,
    })
    sayRestored(invocation.terminal, restored)
    return 0
  },
}

/** Restores with the progress and the options of the terminal. */
export function restoreFrom(
  invocation: Invocation,
  { file, force, keepOld }: { file: string; force: boolean; keepOld: boolean },
): Promise<Restored> {
  const { terminal, settings, values } = invocation
  const passphrase = readPassphrase(invocation)
  return interruptible((signal) =>
    restoreBackup({
      kept: {
        file,
        passphrase,
        signal,
        progress: (bytes) => {
          const megabytes = (bytes / 1_048_576).toFixed(1)
          terminal.progress(terminal.language === 'zh' ? `已读 ${megabytes} MB` : `${megabytes} MB read`)
        },
      },
      settings,
      force,
      keepOld,
      acceptUnsound: values['accept-unsound'] === true,
      modules: MODULES,
      clock: systemClock,
      log: makeLog(settings.log_level),
      step: (step) => {
        if (step !== 'postgres.starting') terminal.note(terminal.dictionary.say(step, {}, terminal.language))
      },
    }),
  )
}

export function sayRestored(terminal: Terminal, { head, parks, aside, manifest }: Restored): void {
  const { language } = terminal
  const zh = language === 'zh'
  terminal.settle()
  if (terminal.json) {
    terminal.say(
      JSON.stringify({
        as_of: head.as_of,
        version: head.version,
        files: manifest.files.count,
        parks: parks.map(({ code, cases, entries, figures, verification }) => ({
          park: code,
          cases,
          entries,
          figures,
          sound: verification === undefined ? null : verification.findings.length === 0,
        })),
        aside,
      }),
    )
    return
  }
  for (const { code, verification } of parks) {
    if (!verification) {
      terminal.say(
        zh
          ? `${code}：数据比本程序旧，条数和哈希已核对；请用做备份的那个版本执行 bihuan verify。`
          : `${code}: older than this program; counts and hashes were compared. Run bihuan verify with the version that made it.`,
      )
      continue
    }
    terminal.say(headline(code, verification, language))
    for (const finding of verification.findings) terminal.say(`  ${sentence(finding, language)}`)
  }
  terminal.say(
    zh
      ? `已恢复到 ${head.as_of} 的样子：${parks.length} 个园区，${manifest.files.count} 个文件，条数和各项指标与备份时相同。所有人要重新登录，令牌照旧可用。`
      : `Restored as of ${head.as_of}: ${parks.length} parks, ${manifest.files.count} files; counts and figures are those of the backup. Everybody signs in again; API tokens go on.`,
  )
  if (aside.folder !== undefined)
    terminal.say(zh ? `原有的数据保留在 ${aside.folder}` : `What was there is kept in ${aside.folder}`)
  if (aside.schema !== undefined)
    terminal.say(
      zh
        ? `原有的数据保留在数据库的模式 ${aside.schema} 里`
        : `What was there is kept in the schema ${aside.schema}`,
    )
}
