import { z } from 'zod'

/**
 * A moment at which something of a park can have happened: not before 1900, and in a year that is written in four
 * digits. An earlier one is a slip of the hand, has no date in a spreadsheet, and would stand in every figure.
 */
export const Instant = z.iso
  .datetime({ offset: true })
  .refine((text) => FIRST <= millisecondsOf(text) && millisecondsOf(text) <= LAST, {
    error: 'kernel.field_moment',
  })

// eslint-disable-next-line no-restricted-globals -- reads what is written, not the time
const millisecondsOf = (text: string): number => Date.parse(text)

const FIRST = millisecondsOf('1900-01-01T00:00:00Z')
const LAST = millisecondsOf('9999-12-31T23:59:59.999Z')
