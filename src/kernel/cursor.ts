import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { Failure } from './failure.ts'
import type { Runtime } from './runtime.ts'

/** Where the next page of a list begins: opaque to clients, and checked like any input when it comes back. */
export const encodeCursor = (position: readonly unknown[]): string =>
  Buffer.from(JSON.stringify(position)).toString('base64url')

/** @throws Failure `kernel.cursor_bad` for anything that we did not make. */
export function decodeCursor<S extends z.ZodType>(cursor: string, shape: S): z.output<S> {
  try {
    return shape.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')))
  } catch {
    throw bad(cursor)
  }
}

const bad = (cursor: string) => new Failure('invalid', 'kernel.cursor_bad', { cursor })

/** What a query gives with cursors of its own sealed for the client. */
const Paged = z.looseObject({ next: z.string() })
const Paging = z.looseObject({ cursor: z.string() })

/**
 * Seals the cursor of an answer: its position is ours and of this query. Whatever is sent back otherwise would reach
 * the database as a value that it cannot read there.
 */
export function withSealedCursor<O>(runtime: Runtime, query: string, answer: O): O {
  const paged = Paged.safeParse(answer)
  if (!paged.success) return answer
  const { next } = paged.data
  return { ...answer, next: `${next}.${sealOf(runtime, query, next)}` }
}

/** What was asked, with the position that its cursor was made from. @throws Failure `kernel.cursor_bad` */
export function withOpenCursor(runtime: Runtime, query: string, input: unknown): unknown {
  const paging = Paging.safeParse(input)
  if (!paging.success) return input
  const { cursor } = paging.data
  const [position = '', seal = ''] = cursor.split('.')
  const [given, right] = [Buffer.from(seal), Buffer.from(sealOf(runtime, query, position))]
  if (given.length !== right.length || !timingSafeEqual(given, right)) throw bad(cursor)
  return { ...paging.data, cursor: position }
}

/** Sixteen bytes are more than anybody can guess and keep the address short. */
const sealOf = ({ secrets }: Runtime, query: string, position: string): string =>
  createHmac('sha256', secrets.ledgerKey.key)
    .update(JSON.stringify(['cursor', query, position]))
    .digest()
    .subarray(0, 16)
    .toString('base64url')
