import type { z } from 'zod'
import { Failure } from './failure.ts'

/** Where the next page of a list begins: opaque to clients, and checked like any input when it comes back. */
export const encodeCursor = (position: readonly unknown[]): string =>
  Buffer.from(JSON.stringify(position)).toString('base64url')

/** @throws Failure `kernel.cursor_bad` for anything that we did not make. */
export function decodeCursor<S extends z.ZodType>(cursor: string, shape: S): z.output<S> {
  try {
    return shape.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')))
  } catch {
    throw new Failure('invalid', 'kernel.cursor_bad', { cursor })
  }
}
