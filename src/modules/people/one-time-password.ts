import { createHmac, randomBytes } from 'node:crypto'
import { shiftInstant } from '../../kernel/clock.ts'
import type { Runtime } from '../../kernel/runtime.ts'

/** Without characters that look alike on paper: i and 1, l, o and 0. */
const LETTERS = '23456789abcdefghjkmnpqrstuvwxyz'
const LENGTH = 12
const GROUP = 4
/** How long the same request is given the same sheet: a second click, a lost answer. */
const SAME_SHEET = 15 * 60 * 1000

/** A slip that nobody used lies about: after so many days it opens nothing. */
export const SLIP_DAYS = 30

/** Whether a one-time password given at this instant is good no longer. */
export const isSlipOver = (givenAt: string, now: string): boolean =>
  shiftInstant(givenAt, SLIP_DAYS * 24 * 3600 * 1000) <= now

/** The secret of one handing out: when it was begun, and 128 random bits. It alone makes no password. */
export const newIssue = (now: string): string => `${now}/${randomBytes(16).toString('hex')}`

/** Whether this is such a secret, and fresh. */
export function isFreshIssue(issue: string, now: string): boolean {
  const [, begun = ''] = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)\/[0-9a-f]{32}$/.exec(issue) ?? []
  return begun <= now && begun > shiftInstant(now, -SAME_SHEET)
}

/**
 * The password of one person in one handing out, such as `k7mq-4xvd-9hpr`: 59 bits. It follows from the secret of the
 * handing out and a key that never leaves the server, so that a request sent twice prints the same sheet and nothing
 * has to be stored for it.
 */
export function oneTimePassword(
  { secrets }: Pick<Runtime, 'secrets'>,
  issue: string,
  userId: string,
): string {
  const bytes = createHmac('sha512', secrets.ledgerKey.key)
    .update(JSON.stringify(['one-time password', issue, userId]))
    .digest()
  // What lies beyond the last whole turn would make some letters likelier than others.
  const fair = [...bytes].filter((byte) => byte < Math.floor(256 / LETTERS.length) * LETTERS.length)
  const letters = fair.slice(0, LENGTH).map((byte) => LETTERS[byte % LETTERS.length] ?? '')
  if (letters.length < LENGTH) throw new Error('sixty-four bytes held no twelve letters')
  return Array.from({ length: LENGTH / GROUP }, (_, i) =>
    letters.slice(i * GROUP, (i + 1) * GROUP).join(''),
  ).join('-')
}
