import { hash, verify } from '@node-rs/argon2'
import { shiftInstant } from '../../kernel/clock.ts'
import { Failure } from '../../kernel/failure.ts'
import type { PasswordSettings } from '../../kernel/runtime.ts'
import { isCommon } from './common-passwords.ts'

/** Argon2id with 19 MiB, two passes, one lane: the least that OWASP's password storage sheet allows. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const

/** What 等保 2.0 level 3 asks and NIST forbids: kinds of characters, an age, a memory of the last ones. */
const KINDS = [/\p{Ll}/u, /\p{Lu}/u, /\p{Nd}/u, /[^\p{Ll}\p{Lu}\p{Nd}]/u] as const
const LEAST_KINDS = 3
const LONGEST_AGE = 90 * 24 * 3600 * 1000
export const REMEMBERED = 5

/**
 * Both policies ask for a length and refuse what everybody tries first; `mlps3` asks for three of four kinds of
 * characters besides.
 * @throws Failure `people.password_short`, `people.password_common` or `people.password_kinds`
 */
export function requireGoodPassword(
  { password_policy: policy, password_least: least }: PasswordSettings,
  { password, name }: { readonly password: string; readonly name: string },
): void {
  if ([...normal(password)].length < least)
    throw new Failure('invalid', 'people.password_short', { field: 'password', least })
  if (isCommon(password, name)) throw new Failure('invalid', 'people.password_common', { field: 'password' })
  if (policy === 'mlps3' && KINDS.filter((kind) => kind.test(normal(password))).length < LEAST_KINDS)
    throw new Failure('invalid', 'people.password_kinds', { field: 'password', least: LEAST_KINDS })
}

/** Whether a password set at this instant has to be changed; only `mlps3` lets passwords grow old. */
export const hasExpired = (
  { password_policy: policy }: PasswordSettings,
  setAt: string,
  now: string,
): boolean => policy === 'mlps3' && shiftInstant(setAt, LONGEST_AGE) <= now

export const hashPassword = (password: string): Promise<string> => hash(normal(password), COST)

/** Compares at the same cost when there is nothing to compare with, so that time does not tell whether a name exists. */
export async function passwordFits(stored: string | null, password: string): Promise<boolean> {
  const fits = await verify(stored ?? (await nobodys()), normal(password))
  return stored !== null && fits
}

/** One keyboard composes a character that another sends decomposed. */
const normal = (password: string) => password.normalize('NFKC')

let decoy: Promise<string> | undefined
const nobodys = () => (decoy ??= hash('nobody has this password', COST))
