/**
 * Takes away each guard of the code in turn and runs the tests that should notice. One that nobody misses has SURVIVED,
 * and the run fails. `node scripts/guards.ts [--only PATTERN] [--shard i/n] [--limit n] [--list]`; the guards of the
 * database are in test/guards.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createVitest, type TestRunResult, type Vitest } from 'vitest/node'
import { findMutants, mutated, type Mutant } from './guard-mutants.ts'
import { testsOf } from './guard-tests.ts'
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
/** So many test files at once: the nearest alone, since it mostly suffices, then more and more. */
const STEPS = [1, 2, 4, 8]

interface Outcome {
  readonly name: string
  readonly by: string | undefined
  readonly seconds: number
}

/** Runs test files in the copy. @returns the first test that is red, or undefined */
type Ask = (files: readonly string[]) => Promise<string | undefined>

const { values: asked } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: [] },
    shard: { type: 'string', default: '1/1' },
    limit: { type: 'string', default: 'Infinity' },
    list: { type: 'boolean', default: false },
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
  const copy = mkdtempSync(join(tmpdir(), 'bihuan-guards-'))
  for (const name of COPIED) cpSync(join(ROOT, name), join(copy, name), { recursive: true })
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'))
  const vitest = await createVitest({
    root: copy,
    config: join(copy, 'vitest.config.ts'),
    watch: false,
    bail: 1,
    reporters: [{}],
    testTimeout: 30_000,
  })
  try {
    const outcomes: Outcome[] = []
    const ask = asker(vitest, copy)
    const known = new Map<string, boolean>()
    const testsFor = testsOf(copy)
    console.log(`${mutants.length} of ${every.length} guards`)
    for (const [i, mutant] of mutants.entries()) {
      const outcome = await oneAway(mutant, { copy, vitest, ask, known, tests: testsFor(mutant) })
      outcomes.push(outcome)
      console.log(`${i + 1}/${mutants.length} ${lineOf(outcome)}`)
    }
    return report(outcomes, known)
  } finally {
    await vitest.close()
    rmSync(copy, { recursive: true, force: true })
  }
}

const asker =
  (vitest: Vitest, copy: string): Ask =>
  async (files) => {
    const project = vitest.getRootProject()
    // What was red before would end this run at its first test, and be told again.
    vitest.state.filesMap.clear()
    vitest.state.idMap.clear()
    vitest.state.clearErrors()
    const result = await vitest.runTestSpecifications(
      files.map((file) => project.createSpecification(join(copy, file))),
    )
    return firstRed(result)
  }

function firstRed({ testModules, unhandledErrors }: TestRunResult): string | undefined {
  for (const module of testModules) {
    for (const test of module.children.allTests('failed'))
      return `${module.relativeModuleId}: ${test.fullName}`
    if (module.state() === 'failed') return `${module.relativeModuleId}: before its tests`
  }
  return unhandledErrors.length > 0 ? `an error outside tests: ${String(unhandledErrors[0])}` : undefined
}

/** Asks the tests of one mutant, the nearest first; each file must be green while the guard stands. */
async function oneAway(
  mutant: Mutant,
  {
    copy,
    vitest,
    ask,
    known,
    tests,
  }: { copy: string; vitest: Vitest; ask: Ask; known: Map<string, boolean>; tests: readonly string[] },
): Promise<Outcome> {
  const started = performance.now()
  const path = join(copy, mutant.file)
  const content = readFileSync(path, 'utf8')
  const put = (text: string) => {
    writeFileSync(path, text)
    vitest.invalidateFile(path)
  }
  const without = mutated(content, mutant)
  let by: string | undefined
  let from = 0
  for (const step of STEPS) {
    const files = tests.slice(from, from + step)
    from += step
    for (const file of files.filter((one) => !known.has(one))) {
      const red = await ask([file])
      known.set(file, red === undefined)
      if (red !== undefined) console.log(`RED while every guard stands: ${red}`)
    }
    const green = files.filter((file) => known.get(file))
    if (green.length === 0) continue
    put(without)
    by = await ask(green)
    put(content)
    if (by !== undefined) break
  }
  return { name: mutant.name, by, seconds: (performance.now() - started) / 1000 }
}

const isRedundant = ({ name }: Outcome) => name in REDUNDANT
const lineOf = (outcome: Outcome) =>
  `${outcome.name} | ${outcome.by ?? (isRedundant(outcome) ? 'another lock behind it' : 'SURVIVED')} | ${outcome.seconds.toFixed(1)} s`

function report(outcomes: readonly Outcome[], known: ReadonlyMap<string, boolean>): boolean {
  const survived = outcomes.filter((one) => one.by === undefined && !isRedundant(one))
  const missedAfterAll = outcomes.filter((one) => one.by !== undefined && isRedundant(one))
  const red = [...known].filter(([, isGreen]) => !isGreen).map(([file]) => file)
  console.log('\nguard | killed by | seconds')
  for (const one of outcomes) console.log(lineOf(one))
  for (const { name } of missedAfterAll) console.log(`NO LONGER REDUNDANT ${name}`)
  for (const { name } of survived) console.log(`SURVIVED ${name}`)
  for (const file of red) console.log(`RED while every guard stands: ${file}`)
  const killed = outcomes.filter(({ by }) => by !== undefined).length
  console.log(`${outcomes.length} guards, ${killed} killed, ${survived.length} survived`)
  return survived.length + red.length + missedAfterAll.length === 0
}

const chosen = choose(every)
const unknown = Object.keys(REDUNDANT).filter((name) => !every.some((one) => one.name === name))
if (asked.list) for (const { name, line } of chosen) console.log(`${name} (line ${line})`)
else process.exitCode = (await takeAway(chosen)) && unknown.length === 0 ? 0 : 1
for (const name of unknown) console.log(`NO SUCH GUARD in guards-redundant.ts: ${name}`)
