import { parseArgs, type ParseArgsConfig } from 'node:util'
import { Unavailable } from '../kernel/database.ts'
import { Failure } from '../kernel/failure.ts'
import { faultsIn } from '../kernel/input.ts'
import { isSystemError } from '../kernel/system-error.ts'
import { readSettings, type Settings } from '../kernel/settings.ts'
import type { Dictionary, Language } from '../kernel/words.ts'
import { MODULES } from '../modules.ts'
import { dictionaryOf, openProduct, type Product } from '../product.ts'
import { backup } from './backup.ts'
import { deadline } from './deadline.ts'
import { exportLedgerCommand } from './export-ledger.ts'
import { figure } from './figure.ts'
import { importEnterprisesCommand } from './import-enterprises.ts'
import { importLedgerCommand } from './import-ledger.ts'
import { importPeopleCommand } from './import-people.ts'
import { parkAdd } from './park-add.ts'
import { restore } from './restore.ts'
import { rollback } from './rollback.ts'
import { serve } from './serve.ts'
import { start } from './start.ts'
import { UsageError, type Given, type Subcommand } from './subcommand.ts'
import { endQuietly, openTerminal, type Terminal } from './terminal.ts'
import { tokenCreate } from './token-create.ts'
import { userAdd } from './user-add.ts'
import { verify } from './verify.ts'

const SUBCOMMANDS: readonly Subcommand[] = [
  start,
  serve,
  parkAdd,
  userAdd,
  tokenCreate,
  importPeopleCommand,
  importLedgerCommand,
  importEnterprisesCommand,
  exportLedgerCommand,
  deadline,
  figure,
  verify,
  backup,
  restore,
  rollback,
]

/** Options that belong to every subcommand. */
const COMMON = {
  help: { type: 'boolean', short: 'h' },
  json: { type: 'boolean' },
  lang: { type: 'string' },
  data: { type: 'string' },
  as: { type: 'string' },
} as const satisfies ParseArgsConfig['options']

/** Options of subcommands that are settings. */
const SETTINGS = ['port', 'host', 'database-url', 'tls-cert', 'tls-key', 'data'] as const

const REFUSED = 1
const WRONG_CALL = 2
const UNABLE = 3

/**
 * Runs the command line and returns the exit code: 0 done, 1 refused, 2 called wrongly, 3 not possible now; `verify`
 * has its own.
 */
export async function runCommandLine(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  endQuietly(process.stdout, process.stderr)
  const dictionary = dictionaryOf(MODULES)
  const subcommand = SUBCOMMANDS.find(({ name }) => name.split(' ').every((word, i) => args[i] === word))
  let language = languageIn(args, environment)
  const terminalFor = (json: boolean) => openTerminal({ language, dictionary, json })
  if (!subcommand) return guide(args, terminalFor(false))
  let terminal = terminalFor(args.includes('--json'))
  let settings: Settings | undefined
  try {
    const given = parse(subcommand, args.slice(subcommand.name.split(' ').length))
    if (given.values['help'] === true) {
      for (const line of manualOf(subcommand, language)) terminal.say(line)
      return 0
    }
    settings = readSettings(environment, overridesOf(given), subcommand.defaults)
    language = given.values['lang'] === undefined ? settings.language : language
    terminal = terminalFor(given.values['json'] === true)
    return await runWithProduct(subcommand, { given, settings, terminal })
  } catch (error) {
    return tell(error, { subcommand, terminal, dictionary, settings })
  }
}

/** What is said when no command was named: which there are, of a group (`bihuan park`) or of all. */
function guide(args: readonly string[], terminal: Terminal): number {
  const { language } = terminal
  const [first = 'help', second = 'help'] = args
  const group = SUBCOMMANDS.filter(({ name }) => name.startsWith(`${first} `))
  const lines = manual(group.length > 0 ? group : SUBCOMMANDS, language)
  const asked = group.length > 0 ? args.length > 1 && isHelp(second) : isHelp(first)
  if (!asked && (group.length === 0 || args.length > 1)) {
    const unknown = group.length > 0 ? `${first} ${second}` : first
    terminal.note(language === 'zh' ? `没有“${unknown}”这个命令。` : `There is no command "${unknown}".`)
  }
  for (const line of lines) (asked ? terminal.say : terminal.note)(line)
  return asked ? 0 : WRONG_CALL
}

const isHelp = (word: string): boolean => word === '--help' || word === '-h' || word === 'help'

async function runWithProduct(
  subcommand: Subcommand,
  { given, settings, terminal }: { given: Given; settings: Settings; terminal: Terminal },
): Promise<number> {
  let opened: Promise<Product> | undefined
  try {
    return await subcommand.run({
      ...given,
      terminal,
      settings,
      product: () =>
        (opened ??= openProduct({
          settings,
          // An ordinary start takes a fraction of a second and is not worth a line.
          step: (step) => {
            if (step !== 'postgres.starting')
              terminal.note(terminal.dictionary.say(step, {}, terminal.language))
          },
        })),
    })
  } finally {
    terminal.settle()
    await (await opened?.catch(() => undefined))?.close()
  }
}

function parse({ options, words }: Subcommand, args: readonly string[]): Given {
  try {
    const parsed = parseArgs({
      args: [...args],
      options: { ...COMMON, ...options },
      allowPositionals: true,
      strict: true,
    })
    const given = {
      values: parsed.values as Given['values'], // marked cast: no option may be given several times
      words: parsed.positionals,
    }
    const counts = given.words.length >= words[0] && given.words.length <= words[1]
    const language = given.values['lang']
    if (language !== undefined && language !== 'zh' && language !== 'en')
      throw new UsageError('--lang 只能是 zh 或 en', '--lang is zh or en')
    if (given.values['help'] !== true && !counts) throw wrongWords(given.words, words)
    return given
  } catch (error) {
    throw error instanceof UsageError ? error : wrongOption(error)
  }
}

function wrongWords(given: readonly string[], [least, most]: Subcommand['words']): UsageError {
  const extra = given.slice(most).join(' ')
  if (extra !== '') return new UsageError(`多出了“${extra}”`, `"${extra}" is too much`)
  const lacking = least - given.length
  return new UsageError(`还少 ${lacking} 项`, `${lacking} more is needed`)
}

/** Node's own errors are English sentences that begin with the option in quotes. */
function wrongOption(error: unknown): UsageError {
  const option = /'([^' ]+)/.exec(error instanceof Error ? error.message : '')?.[1] ?? '…'
  return isSystemError(error, 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE')
    ? new UsageError(
        `${option} 的写法不对：要不要跟一个值，见下`,
        `${option} is not written so: whether it takes a value, see below`,
      )
    : new UsageError(`没有 ${option} 这个选项`, `there is no option ${option}`)
}

function overridesOf({ values }: Given): Record<string, string> {
  const overrides: Record<string, string> = {}
  for (const name of SETTINGS) {
    const value = values[name]
    if (typeof value === 'string') overrides[name.replaceAll('-', '_')] = value
  }
  return overrides
}

/** The language before anything has been read, so that what is wrong with the reading can be said in it. */
function languageIn(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Language {
  const at = args.indexOf('--lang')
  const asked = at >= 0 ? args[at + 1] : environment['BIHUAN_LANGUAGE']
  return asked === 'en' ? 'en' : 'zh'
}

/** Says what went wrong, where, and the way out, and gives the exit code that fits. */
function tell(
  error: unknown,
  {
    subcommand,
    terminal,
    dictionary,
    settings,
  }: { subcommand: Subcommand; terminal: Terminal; dictionary: Dictionary; settings: Settings | undefined },
): number {
  const { language } = terminal
  if (error instanceof UsageError) {
    terminal.note(language === 'zh' ? `用法不对：${error.words.zh}。` : `Wrong call: ${error.words.en}.`)
    for (const line of manualOf(subcommand, language)) terminal.note(line)
    return WRONG_CALL
  }
  if (error instanceof Failure) {
    terminal.note(dictionary.explain(error, language))
    for (const { path, code, detail } of faultsIn(error))
      terminal.note(
        `  ${path}${path === '' ? '' : language === 'zh' ? '：' : ': '}${dictionary.say(code, detail, language)}`,
      )
    if (terminal.json) terminal.say(JSON.stringify({ error: { code: error.code, about: error.detail } }))
    return subcommand.unable ?? REFUSED
  }
  if (error instanceof Unavailable) {
    const where = settings?.database_url === undefined ? {} : { where: new URL(settings.database_url).host }
    terminal.note(dictionary.say(`kernel.database_${error.reason}`, where, language))
    return subcommand.unable ?? UNABLE
  }
  terminal.note(error instanceof Error ? (error.stack ?? error.message) : String(error))
  return subcommand.unable ?? UNABLE
}

function manual(subcommands: readonly Subcommand[], language: Language): string[] {
  const width = Math.max(...subcommands.map(({ name }) => name.length))
  return [
    language === 'zh' ? '闭环：园区的事，事事有果。' : 'Bihuan: a park keeps its promises.',
    '',
    ...subcommands.map(({ name, summary }) => `  bihuan ${name.padEnd(width)}  ${summary[language]}`),
    '',
    language === 'zh'
      ? '每条命令加 --help 看用法；--json 输出数据；--lang en 换英文；--data 指定数据目录；--as 以某位用户办。'
      : 'Add --help to a command for its use; --json for data; --lang zh for Chinese; --data for the data folder; --as to act as a user.',
  ]
}

function manualOf({ name, usage, summary }: Subcommand, language: Language): string[] {
  return [summary[language], `bihuan ${name} ${usage} [--json] [--lang zh|en] [--data DIR] [--as USER]`]
}
