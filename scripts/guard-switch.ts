/**
 * The switches that `scripts/guards.ts` puts around the guards of a copy of the code. Which guard is away stands in a
 * file of that copy, so that it is away in every process the tests start; and who refused is remembered for the test
 * that ran, so that a guard is asked of the tests that saw it refuse.
 */
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The name of the one guard that is away, if any. */
export const AWAY = join(import.meta.dirname, '..', 'guard-away')
/** While it is there, what refuses is written into it: a line of JSON for each test. */
export const REFUSED = join(import.meta.dirname, '..', 'guards-that-refused')

/** Says to the processes that a test starts which test that is. */
const OF_TEST = 'GUARDS_TEST'

const away = existsSync(AWAY) ? readFileSync(AWAY, 'utf8') : ''
/** One for the process, by whichever name this file was imported. */
const state = ((globalThis as { guards?: State }).guards ??= { here: new Set(), isWorker: false })

interface State {
  /** What refused since the last test ended. */
  here: Set<string>
  isWorker: boolean
}

export const stands = (guard: string): boolean => guard !== away

export function refused(guard: string): void {
  if (state.here.has(guard)) return
  state.here.add(guard)
  const test = process.env[OF_TEST]
  // A process that a test started may be killed at any moment, and has no other end to wait for.
  if (!state.isWorker && test !== undefined) write({ ...(JSON.parse(test) as Test), guards: [guard] })
}

/** A condition; `taken` is what it says when the guard is away, so that anything else makes a difference. */
export function is<T>(guard: string, value: T, taken: boolean): T | boolean {
  if (Boolean(value) !== taken) refused(guard)
  return guard === away ? taken : value
}

type Asked = (this: unknown, ...given: unknown[]) => unknown

export function allow(guard: string, asked: Asked): Asked {
  return function (...given) {
    const answer = asked.apply(this, given)
    const isRefusal = answer === false || answer === 'forbidden' || answer === 'unseen'
    if (isRefusal) refused(guard)
    if (guard !== away || !isRefusal) return answer
    return answer === false ? true : 'admin'
  }
}

export function fits(guard: string, asked: Asked): Asked {
  return function (...given) {
    const answer = asked.apply(this, given)
    if (answer !== true) refused(guard)
    return guard === away ? true : answer
  }
}

export function obstacle(guard: string, asked: Asked): Asked {
  return function (...given) {
    const answer = asked.apply(this, given)
    if (answer !== undefined) refused(guard)
    return guard === away ? undefined : answer
  }
}

/** `query.where(…)`, or the query without it. */
export function where<Q, R>(guard: string, query: Q, narrowed: (query: Q) => R): Q | R {
  return guard === away ? query : narrowed(query)
}

interface Test {
  readonly file: string
  readonly test: string
}

/** From now on everything that refuses, here and in processes started from here, is this test's. */
export function begin(test: Test): void {
  state.isWorker = true
  process.env[OF_TEST] = JSON.stringify(test)
}

/** Writes down which guards refused since it was last asked, and for which test. */
export function end(test: Test): void {
  if (state.here.size > 0) write({ ...test, guards: [...state.here] })
  state.here = new Set()
}

function write(line: Test & { readonly guards: readonly string[] }): void {
  if (existsSync(REFUSED)) appendFileSync(REFUSED, `${JSON.stringify(line)}\n`)
}
