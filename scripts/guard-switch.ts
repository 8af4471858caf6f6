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

const away = existsSync(AWAY) ? readFileSync(AWAY, 'utf8') : ''
let here = new Set<string>()

export const stands = (guard: string): boolean => guard !== away

export function refused(guard: string): void {
  here.add(guard)
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

/** Writes down which guards refused since it was last asked, and for which test. */
export function tell(file: string, test: string): void {
  if (here.size > 0 && existsSync(REFUSED))
    appendFileSync(REFUSED, `${JSON.stringify({ file, test, guards: [...here] })}\n`)
  here = new Set()
}
