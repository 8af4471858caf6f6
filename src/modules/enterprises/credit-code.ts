/**
 * The unified social credit code, GB 32100-2015: 18 characters of an alphabet of 31 (no I O S V Z, so that none is taken
 * for a digit). Characters 1-2 say who registered what, 3-8 where (GB/T 2260), 9-17 are the organisation code with its
 * own check (GB 11714), 18 checks the rest.
 */

/** What is wrong with a code: how long it is, a character out of place, its last character, or that of its organisation code. */
export type CreditCodeFault = 'length' | 'symbol' | 'check_digit' | 'organisation_check_digit'

/** A code in its one spelling, and whether it holds. `position` counts from 1; `expected` is the right check character. */
export type CreditCodeReading =
  | { readonly code: string; readonly valid: true }
  | {
      readonly code: string
      readonly valid: false
      readonly fault: CreditCodeFault
      readonly position?: number
      readonly expected?: string
    }

const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28] as const
const LENGTH = 18

const ORGANISATION_START = 8
const ORGANISATION_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2] as const
const ORGANISATION_DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'

/**
 * The code in its one spelling: half-width, upper case, without blanks, hyphens and invisible characters. Letters
 * that look like digits are left as they are: guessing would make one enterprise of two.
 */
export function normalCreditCode(text: string): string {
  return text
    .normalize('NFKC')
    .replaceAll(/[\s\p{C}\p{Z}\-–—·]/gu, '')
    .toUpperCase()
}

/**
 * Checks the characters of a code, given in any spelling, and both its check digits. A wrong one is a reason to warn,
 * not to refuse: codes that fail the check circulate as real ones.
 */
export function checkCreditCode(text: string): CreditCodeReading {
  const code = normalCreditCode(text)
  if (code.length !== LENGTH) return { code, valid: false, fault: 'length' }
  for (let index = 0; index < LENGTH; index++) {
    if (!allowedAt(index).includes(code.charAt(index)))
      return { code, valid: false, fault: 'symbol', position: index + 1 }
  }
  const expected = creditCodeCheck(code.slice(0, LENGTH - 1))
  if (expected !== code.at(-1)) return wrong({ code, fault: 'check_digit', position: LENGTH, expected })
  const organisation = organisationCodeCheck(code.slice(ORGANISATION_START, LENGTH - 2))
  if (organisation !== code.at(-2)) {
    return wrong({ code, fault: 'organisation_check_digit', position: LENGTH - 1, expected: organisation })
  }
  return { code, valid: true }
}

/** No authority registers under 0, which keeps a row of zeros, right by both checks, from being anybody's code. */
function allowedAt(index: number): string {
  if (index === 0) return ALPHABET.slice(1)
  return index >= 2 && index < ORGANISATION_START ? '0123456789' : ALPHABET
}

/** The last character of a code whose first 17 are given. Undefined when one of them is not of the alphabet. */
export function creditCodeCheck(first17: string): string | undefined {
  const sum = weightedSum({ text: first17, weights: WEIGHTS, digits: ALPHABET })
  return sum === undefined ? undefined : ALPHABET.charAt((31 - (sum % 31)) % 31)
}

/** The last character of an organisation code whose first 8 are given (GB 11714). Undefined for other characters. */
export function organisationCodeCheck(first8: string): string | undefined {
  const sum = weightedSum({ text: first8, weights: ORGANISATION_WEIGHTS, digits: ORGANISATION_DIGITS })
  if (sum === undefined) return undefined
  const check = 11 - (sum % 11)
  return check === 10 ? 'X' : String(check % 11)
}

function wrong({
  expected,
  ...rest
}: {
  readonly code: string
  readonly fault: CreditCodeFault
  readonly position: number
  readonly expected: string | undefined
}): CreditCodeReading {
  return expected === undefined ? { ...rest, valid: false } : { ...rest, valid: false, expected }
}

function weightedSum({
  text,
  weights,
  digits,
}: {
  text: string
  weights: readonly number[]
  digits: string
}): number | undefined {
  if (text.length !== weights.length) return undefined
  let sum = 0
  for (const [index, weight] of weights.entries()) {
    const value = digits.indexOf(text.charAt(index))
    if (value === -1) return undefined
    sum += value * weight
  }
  return sum
}
