import { hash, verify } from '@node-rs/argon2'
import { Failure } from '../../kernel/failure.ts'

/** Argon2id with 19 MiB, two passes, one lane: the least that OWASP's password storage sheet allows. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const

/** The first that anybody tries. Longer lists belong to the password policy. */
const COMMON = new Set([
  '12345678',
  '123456789',
  '1234567890',
  '11111111',
  '88888888',
  '66666666',
  'password',
  'password1',
  'passw0rd',
  'admin123',
  'admin1234',
  'administrator',
  'qwertyuiop',
  'qwerty123',
  '1qaz2wsx',
  'abc12345',
  'a1234567',
  'iloveyou',
])

/** @throws Failure `people.password_common` */
export function checkPassword(password: string): void {
  if (COMMON.has(password.toLowerCase())) throw new Failure('invalid', 'people.password_common')
}

export async function hashPassword(password: string): Promise<string> {
  checkPassword(password)
  return hash(normal(password), COST)
}

/** Compares at the same cost when there is nothing to compare with, so that time does not tell whether a name exists. */
export async function passwordFits(stored: string | null, password: string): Promise<boolean> {
  const fits = await verify(stored ?? (await nobodys()), normal(password))
  return stored !== null && fits
}

/** One keyboard composes a character that another sends decomposed. */
const normal = (password: string) => password.normalize('NFKC')

let decoy: Promise<string> | undefined
const nobodys = () => (decoy ??= hash('nobody has this password', COST))
