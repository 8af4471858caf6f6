import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { consoleActor } from '../kernel/actor.ts'
import { run } from '../kernel/command.ts'
import { newId } from '../kernel/ids.ts'
import { answer } from '../kernel/query.ts'
import { ROOT } from '../kernel/settings.ts'
import { askFigure } from '../modules/figures/index.ts'
import { importLedger } from '../modules/intake/index.ts'
import { addPark, listParks } from '../modules/parks/index.ts'
import { addUser } from '../modules/people/index.ts'
import type { Product } from '../product.ts'
import { SAMPLE_PARK } from './sample-park.ts'
import { requestOf } from './actors.ts'
import { printed } from './figure.ts'
import { serve, serveUntilStopped } from './serve.ts'
import type { Invocation, Subcommand } from './subcommand.ts'

/** What `npm start` runs: the server, and at the first time a sample park to look at. */
export const start: Subcommand = {
  name: 'start',
  usage: serve.usage,
  summary: { zh: '启动服务；第一次先建一个示例园区', en: 'The server; at the first time with a sample park' },
  options: serve.options,
  words: [0, 0],
  // At a terminal people look at what is said, and not at a line for each request.
  defaults: { log_level: 'warn' },
  run: (invocation) =>
    serveUntilStopped(invocation, async (product) => {
      const parks = await listParks(product.runtime.database.app)
      if (parks.length === 0) await makeSample(invocation, product)
      saySignIn(invocation)
    }),
}

const SHOWN = [
  'requests.registered',
  'requests.struck_off',
  'requests.open',
  'requests.overdue',
  'requests.on_time_rate',
  'requests.satisfaction_rate',
  'requests.median_working_days',
]

/** Makes the sample park by the same road that a real ledger takes. */
async function makeSample({ terminal, settings }: Invocation, product: Product): Promise<void> {
  const { runtime } = product
  const { language } = terminal
  const id = newId(runtime.clock())
  const request = requestOf(consoleActor(id))
  const { code, name, user, departments } = SAMPLE_PARK
  await run(runtime, addPark, { id, code, name, departments: [...departments] }, request)
  const password = randomBytes(12).toString('base64url')
  await run(
    runtime,
    addUser,
    { name: user, post: 'dispatcher', department: departments[0], password },
    request,
  )
  writeFileSync(signInFile(settings.data), `${user}\n${password}\n`, { mode: 0o600 })
  const result = await importLedger(runtime, request, {
    file: join(ROOT, 'samples/ledger.xlsx'),
    update: false,
    dryRun: false,
    language,
    progress: () => undefined,
  })
  terminal.say(
    language === 'zh'
      ? `已把 samples/ledger.xlsx 导入${name}：${result.imported} 件，有意写错的 ${result.refused.length} 行已退回。`
      : `Imported samples/ledger.xlsx into ${name}: ${result.imported} cases; ${result.refused.length} rows, wrong on purpose, were refused.`,
  )
  for (const figure of SHOWN) {
    const view = await answer(runtime, askFigure, { name: figure, language }, request.principal)
    for (const line of printed(view, language)) terminal.say(`  ${line}`)
  }
}

const signInFile = (data: string) => join(data, 'sample-sign-in.txt')

function saySignIn({ terminal, settings }: Invocation): void {
  const file = signInFile(settings.data)
  if (!existsSync(file)) return
  const [user, password] = readFileSync(file, 'utf8').split('\n')
  terminal.say(
    terminal.language === 'zh'
      ? `示例园区登录：用户名 ${user ?? ''}，密码 ${password ?? ''}`
      : `Sign in to the sample park as ${user ?? ''} with the password ${password ?? ''}`,
  )
}
