import { open } from 'node:fs/promises'
import { Failure } from '../kernel/failure.ts'

/** Where bytes go, one after the other; who writes waits until there is room. */
export interface Sink {
  write(bytes: Buffer): Promise<void>
  /** Writes what has still to come at the end. */
  finish(): Promise<void>
}

const READ_AT_ONCE = 256 * 1024

/** A file from its beginning to its end, a piece at a time. */
export async function* readPieces(path: string): AsyncGenerator<Buffer> {
  const file = await open(path, 'r')
  try {
    for (;;) {
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(READ_AT_ONCE), 0, READ_AT_ONCE)
      if (bytesRead === 0) return
      yield buffer.subarray(0, bytesRead)
    }
  } finally {
    await file.close()
  }
}

/** Takes bytes off a stream by number. What ends before them was cut off. */
export class ByteReader {
  readonly #pieces: AsyncIterator<Buffer>
  #held: Buffer = Buffer.alloc(0)
  /** How many bytes were taken: where in the stream we are. */
  position = 0

  constructor(pieces: AsyncIterable<Buffer>) {
    this.#pieces = pieces[Symbol.asyncIterator]()
  }

  /** The next piece, at most so long; undefined at the end. */
  async some(most: number): Promise<Buffer | undefined> {
    while (this.#held.length === 0) {
      const next = await this.#pieces.next()
      if (next.done === true) return undefined
      this.#held = next.value
    }
    const piece = this.#held.subarray(0, most)
    this.#held = this.#held.subarray(piece.length)
    this.position += piece.length
    return piece
  }

  /** As many bytes as there are, at most so many. */
  async upTo(count: number): Promise<Buffer> {
    const pieces: Buffer[] = []
    for (let left = count; left > 0;) {
      const piece = await this.some(left)
      if (!piece) break
      pieces.push(piece)
      left -= piece.length
    }
    return Buffer.concat(pieces)
  }

  /** @throws Failure `backup.cut_off` when there are fewer. */
  async exactly(count: number): Promise<Buffer> {
    const bytes = await this.upTo(count)
    if (bytes.length < count) throw cutOff(this.position)
    return bytes
  }

  /** Lets go of what is read, wherever it stands. */
  async close(): Promise<void> {
    await this.#pieces.return?.()
  }
}

/** The copy ends before its end. */
export const cutOff = (position: number) => new Failure('invalid', 'backup.cut_off', { position })

/** Something in the copy is not what was written. */
export const altered = (position: number) => new Failure('invalid', 'backup.altered', { position })
