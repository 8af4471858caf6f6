import { createHash } from 'node:crypto'
import { open, type FileHandle } from 'node:fs/promises'
import { writeAll } from '../../kernel/receive.ts'
import { damaged } from './refusal.ts'

const BLOCK = 256 * 1024

/** A file on the disk that is read in places, a block at a time. */
export interface Source {
  readonly size: number
  /** So many bytes from a place. @throws Failure `files.damaged` where the file ends before */
  readonly bytes: (from: number, length: number) => Promise<Buffer>
  /** All bytes of a stretch, block after block; each is good until the next is asked for. */
  readonly blocks: (from?: number, to?: number) => AsyncGenerator<Buffer>
}

export function sourceOf(file: FileHandle, size: number): Source {
  const held = Buffer.alloc(BLOCK)
  let heldFrom = 0
  let heldLength = 0
  return {
    size,
    async bytes(from, length) {
      if (from < 0 || length < 0 || from + length > size) throw damaged('it ends too early')
      if (length <= BLOCK) {
        if (from < heldFrom || from + length > heldFrom + heldLength) {
          heldFrom = from
          heldLength = (await file.read(held, 0, BLOCK, from)).bytesRead
        }
        if (heldLength < length) throw damaged('it ends too early')
        return Buffer.from(held.subarray(from - heldFrom, from - heldFrom + length))
      }
      const all = Buffer.alloc(length)
      if ((await file.read(all, 0, length, from)).bytesRead < length) throw damaged('it ends too early')
      return all
    },
    async *blocks(from = 0, to = size) {
      const block = Buffer.alloc(Math.min(BLOCK, Math.max(0, to - from)))
      for (let at = from; at < to;) {
        const { bytesRead } = await file.read(block, 0, Math.min(block.length, to - at), at)
        if (bytesRead === 0) throw damaged('it ends too early')
        yield block.subarray(0, bytesRead)
        at += bytesRead
      }
    },
  }
}

/** What a clean file is made of: stretches of the one that came, and bytes of ours. */
export type Part = { readonly from: number; readonly to: number } | Buffer

/** Adds a stretch; one that goes on where the last ended becomes one with it. */
export function keep(parts: Part[], from: number, to: number): void {
  const last = parts.at(-1)
  if (last && !Buffer.isBuffer(last) && last.to === from) parts[parts.length - 1] = { from: last.from, to }
  else parts.push({ from, to })
}

/** Writes the parts as a new file, on the disk when it returns. */
export async function writeParts(source: Source, parts: readonly Part[], path: string): Promise<void> {
  const file = await open(path, 'wx', 0o600)
  try {
    for (const part of parts) {
      if (Buffer.isBuffer(part)) await writeAll(file, part)
      else for await (const block of source.blocks(part.from, part.to)) await writeAll(file, block)
    }
    await file.sync()
  } finally {
    await file.close()
  }
}

/** SHA-256 of a file and its size, read by the block. */
export async function digestOf(path: string): Promise<{ sha256: string; size: number }> {
  const file = await open(path, 'r')
  try {
    const sum = createHash('sha256')
    const block = Buffer.alloc(BLOCK)
    let size = 0
    for (;;) {
      const { bytesRead } = await file.read(block, 0, BLOCK, size)
      if (bytesRead === 0) return { sha256: sum.digest('hex'), size }
      sum.update(block.subarray(0, bytesRead))
      size += bytesRead
    }
  } finally {
    await file.close()
  }
}

/**
 * Whether one of the words stands in a file, as they are; finds them across the borders of blocks as well.
 * @returns the word that was found
 */
export async function findWord(
  source: Source,
  words: readonly string[],
  read: (block: Buffer) => string = (block) => block.toString('latin1'),
): Promise<string | undefined> {
  const overlap = 512
  let before = ''
  for await (const block of source.blocks()) {
    const text = before + read(block)
    const found = words.find((word) => text.includes(word))
    if (found !== undefined) return found
    before = text.slice(-overlap)
  }
  return undefined
}
