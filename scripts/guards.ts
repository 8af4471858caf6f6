/**
 * Takes away each guard of the code in turn and runs the tests that should notice. One that nobody misses has SURVIVED,
 * and the run fails. `node scripts/guards.ts [--only PATTERN] [--shard i/n] [--limit n] [--list]`; the guards of the
 * database are in test/guards.
 *
 * First all tests run with every guard in place, and it is written down in which tests each guard refuses: only those can
 * miss it. `--record FILE` keeps that for the next time. What a statement leaves out cannot be seen refusing; its guards
 * are asked of the nearest files.
 */
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { inspect, parseArgs } from 'node:util'
import { createVitest, type TestRunResult, type Vitest } from 'vitest/node'
import { findMutants, instrumented, IN_STATEMENTS, type Mutant } from './guard-mutants.ts'
import { AWAY, REFUSED } from './guard-switch.ts'
import { isOnlyThere, testsOf } from './guard-tests.ts'
import { REDUNDANT } from './guards-redundant.ts'

const ROOT = join(import.meta.dirname, '..')
const COPIED = [
  'src',
  'test',
  'scripts',
  'migrations',
  'samples',
  'docs',
  'package.json',
  'tsconfig.json',
  'vitest.config.ts',
  'bihuan',
]
/** So many tests at once: the nearest alone, since it mostly suffices, then more and more. */
const STEPS = [1, 3, 8]

interface Outcome {
  readonly name: string
  readonly by: string | undefined
  readonly seconds: number
}

/** A test, or with no name all tests of a file. */
interface Test {
  readonly file: string
  readonly name?: string
}

/** Runs tests in the copy. @returns the first that is red, or undefined */
type Ask = (tests: readonly Test[]) => Promise<(Test & { said: string }) | undefined>

const { values: asked } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: [] },
    shard: { type: 'string', default: '1/1' },
    limit: { type: 'string', default: 'Infinity' },
    list: { type: 'boolean', default: false },
    record: { type: 'string' },
  },
})

const every = findMutants(ROOT)

function choose(mutants: readonly Mutant[]): readonly Mutant[] {
  const patterns = asked.only.map((pattern) => new RegExp(pattern))
  const [shard, of] = asked.shard.split('/').map(Number)
  if (shard === undefined || of === undefined || !(shard >= 1 && shard <= of))
    throw new Error('--shard says which of how many: 1/4')
  return mutants
    .filter(({ name }) => patterns.length === 0 || patterns.some((pattern) => pattern.test(name)))
    .filter((_, i) => i % of === shard - 1)
    .slice(0, Number(asked.limit))
}

/** @returns whether every guard was missed, or is known to stand before another */
async function takeAway(mutants: readonly Mutant[]): Promise<boolean> {
  const copy = copyWithSwitches()
  const vitest = await createVitest({
    root: copy,
    config: join(copy, 'vitest.config.ts'),
    setupFiles: [join(copy, 'scripts/guard-setup.ts')],
    watch: false,
    reporters: [{}],
    testTimeout: 30_000,
  })
  try {
    const ask = asker(vitest, copy)
    const testsFor = testsOf(copy)
    const refusals = await recorded(mutants, { vitest, copy, testsFor })
    const isGreen = greenAlone(ask)
    const outcomes: Outcome[] = []
    console.log(`${mutants.length} of ${every.length} guards`)
    for (const [i, mutant] of mutants.entries()) {
      const started = performance.now()
      const tests = candidates(mutant, { near: testsFor(mutant), refusals })
      const by = await missedBy(mutant, { copy, ask, isGreen, tests })
      outcomes.push({ name: mutant.name, by, seconds: (performance.now() - started) / 1000 })
      console.log(`${i + 1}/${mutants.length} ${outcomes.slice(-1).map(lineOf).join('')}`)
    }
    return report(outcomes)
  } finally {
    await vitest.close()
    rmSync(copy, { recursive: true, force: true })
  }
}

/** @returns the folder of a copy of the project in which each guard has a switch */
function copyWithSwitches(): string {
  const copy = mkdtempSync(join(tmpdir(), 'bihuan-guards-'))
  // Some tests run the program as somebody else.
  chmodSync(copy, 0o755)
  for (const name of COPIED) cpSync(join(ROOT, name), join(copy, name), { recursive: true })
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'))
  // By its whole path: some tests copy the program once more and run that.
  const switches = join(copy, 'scripts/guard-switch.ts')
  for (const [file, mutants] of Map.groupBy(every, (mutant) => mutant.file)) {
    const path = join(copy, file)
    writeFileSync(path, instrumented(readFileSync(path, 'utf8'), mutants, switches))
  }
  return copy
}

const asker =
  (vitest: Vitest, copy: string): Ask =>
  async (tests) => {
    forgetFormerRuns(vitest)
    const project = vitest.getRootProject()
    const specifications = [...Map.groupBy(tests, ({ file }) => file)].map(([file, of]) => {
      const names = of.flatMap(({ name }) => name ?? [])
      return project.createSpecification(
        join(copy, file),
        names.length < of.length ? undefined : { testNames: names },
      )
    })
    return firstRed(await vitest.runTestSpecifications(specifications))
  }

/** What was red before would be told again. */
function forgetFormerRuns({ state }: Vitest): void {
  state.filesMap.clear()
  state.idMap.clear()
  state.clearErrors()
}

function firstRed({ testModules, unhandledErrors }: TestRunResult): (Test & { said: string }) | undefined {
  for (const module of testModules) {
    const file = module.relativeModuleId
    for (const test of module.children.allTests('failed'))
      return { file, name: test.fullName, said: `${file}: ${test.fullName}` }
    if (module.state() === 'failed') return { file, said: `${file}: before its tests` }
  }
  const [error] = unhandledErrors
  return error === undefined ? undefined : { file: '', said: `an error outside tests: ${inspect(error)}` }
}

/** In which tests each guard refuses, as `file`, `test` and the names of guards. */
type Refusals = readonly { readonly file: string; readonly test: string; readonly guards: string[] }[]

interface Recording {
  readonly vitest: Vitest
  readonly copy: string
  readonly testsFor: (mutant: Mutant) => readonly string[]
}

async function recorded(
  mutants: readonly Mutant[],
  { vitest, copy, testsFor }: Recording,
): Promise<Refusals> {
  const file = asked.record
  if (file !== undefined && existsSync(file)) return linesOf(file)
  const files = new Set(mutants.filter(({ kind }) => !IN_STATEMENTS.has(kind)).flatMap(testsFor))
  const into = join(copy, basename(REFUSED))
  writeFileSync(into, '')
  const project = vitest.getRootProject()
  const { testModules } = await vitest.runTestSpecifications(
    [...files].map((one) => project.createSpecification(join(copy, one))),
  )
  // What is red with all guards in place shows nothing by being red without one.
  for (const module of testModules) {
    for (const test of module.children.allTests('failed'))
      console.log(`RED while every guard stands: ${module.relativeModuleId}: ${test.fullName}`)
    for (const { message } of module.errors())
      console.log(`RED while every guard stands: ${module.relativeModuleId}: ${message}`)
  }
  if (file !== undefined) cpSync(into, file)
  const refusals = linesOf(into)
  rmSync(into)
  return refusals
}

const linesOf = (file: string): Refusals =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Refusals[number])

/** The tests that can miss a guard, the nearest first: those in whose file fewest others refuse are most about it. */
function candidates(
  { name, kind, file: guardsFile }: Mutant,
  { near, refusals }: { near: readonly string[]; refusals: Refusals },
): readonly Test[] {
  if (IN_STATEMENTS.has(kind)) return near.map((file) => ({ file }))
  const place = ({ file }: { file: string }) => (near.includes(file) ? near.indexOf(file) : near.length)
  const seen = refusals
    .filter(({ guards }) => guards.includes(name))
    .toSorted((a, b) => place(a) - place(b) || a.guards.length - b.guards.length)
    .map(({ file, test }) => (test === '' ? { file } : { file, name: test }))
  if (seen.length > 0) return seen
  // A process that runs as somebody else, or with an environment of its own, tells nobody that it refused.
  return near.filter((test) => isOnlyThere({ guard: guardsFile, test })).map((file) => ({ file }))
}

/** Whether what was red is green by itself while every guard stands; asked once of each. */
function greenAlone(ask: Ask): (test: Test) => Promise<boolean> {
  const known = new Map<string, boolean>()
  return async ({ file, name }) => {
    const key = JSON.stringify([file, name])
    const green =
      known.get(key) ?? (await ask([name === undefined ? { file } : { file, name }])) === undefined
    if (!known.has(key) && !green) console.log(`RED alone while every guard stands: ${key}`)
    known.set(key, green)
    return green
  }
}

interface Run {
  readonly copy: string
  readonly ask: Ask
  readonly isGreen: (test: Test) => Promise<boolean>
  readonly tests: readonly Test[]
}

/** @returns the test that misses the guard */
async function missedBy({ name }: Mutant, { copy, ask, isGreen, tests }: Run): Promise<string | undefined> {
  const away = join(copy, basename(AWAY))
  const without = async (some: readonly Test[]) => {
    writeFileSync(away, name)
    return ask(some).finally(() => rmSync(away))
  }
  let from = 0
  for (const step of STEPS) {
    const some = tests.slice(from, from + step)
    from += step
    if (some.length === 0) return undefined
    const red = await without(some)
    if (red === undefined) continue
    const asAsked =
      some.find(({ file, name: one }) => file === red.file && (one === undefined || one === red.name)) ?? red
    if (await isGreen(asAsked)) return red.said
    // A test may need what the one before it left.
    const file = { file: asAsked.file }
    const inFile = await without([file])
    if (inFile !== undefined && (await isGreen(file))) return inFile.said
  }
  return undefined
}

const isRedundant = ({ name }: Outcome) => name in REDUNDANT
const lineOf = (outcome: Outcome) =>
  `${outcome.name} | ${outcome.by ?? (isRedundant(outcome) ? 'another lock behind it' : 'SURVIVED')} | ${outcome.seconds.toFixed(1)} s`

function report(outcomes: readonly Outcome[]): boolean {
  const survived = outcomes.filter((one) => one.by === undefined && !isRedundant(one))
  const missedAfterAll = outcomes.filter((one) => one.by !== undefined && isRedundant(one))
  console.log('\nguard | killed by | seconds')
  for (const one of outcomes) console.log(lineOf(one))
  for (const { name } of missedAfterAll) console.log(`NO LONGER REDUNDANT ${name}`)
  for (const { name } of survived) console.log(`SURVIVED ${name}`)
  const killed = outcomes.filter(({ by }) => by !== undefined).length
  console.log(`${outcomes.length} guards, ${killed} killed, ${survived.length} survived`)
  return survived.length + missedAfterAll.length === 0
}

const chosen = choose(every)
const unknown = Object.keys(REDUNDANT).filter((name) => !every.some((one) => one.name === name))
if (asked.list) for (const { name, line } of chosen) console.log(`${name} (line ${line})`)
else process.exitCode = (await takeAway(chosen)) && unknown.length === 0 ? 0 : 1
for (const name of unknown) console.log(`NO SUCH GUARD in guards-redundant.ts: ${name}`)
