import { createHash } from 'node:crypto'
import { altered, ByteReader, cutOff, type Sink } from './bytes.ts'

/**
 * A copy is a tar archive (POSIX ustar), so that whoever has lost everything else can look into it with any tool. Its
 * last member holds the SHA-256 of all bytes before it: what was cut off lacks it, what was altered does not fit it.
 */
const BLOCK = 512
const END = 'end.sha256'
/** The octal field of a size has eleven digits. */
const LARGEST = 0o77777777777

export interface Member {
  readonly name: string
  readonly size: number
  readonly pieces: AsyncIterable<Buffer>
}

/** Writes members one after the other; `finish` seals them. */
export function tarWriter(sink: Sink) {
  const all = createHash('sha256')
  const write = async (bytes: Buffer) => {
    all.update(bytes)
    await sink.write(bytes)
  }
  async function add({ name, size, pieces }: Member): Promise<void> {
    await write(headerOf(name, size))
    let written = 0
    for await (const piece of pieces) {
      // A file that grew meanwhile: what the header promised is what counts.
      const part = piece.subarray(0, size - written)
      if (part.length > 0) await write(part)
      written += part.length
      if (written === size) break
    }
    if (written < size) throw new Error(`${name} became shorter while it was read`)
    await write(Buffer.alloc(paddingOf(size)))
  }
  return {
    add,
    addText: (name: string, text: string) => add(whole(name, Buffer.from(text))),
    addBytes: (name: string, bytes: Buffer) => add(whole(name, bytes)),
    async finish() {
      await add(whole(END, Buffer.from(`${all.copy().digest('hex')}\n`)))
      await sink.write(Buffer.alloc(2 * BLOCK))
      await sink.finish()
    },
  }
}
export type TarWriter = ReturnType<typeof tarWriter>

const whole = (name: string, bytes: Buffer): Member => ({ name, size: bytes.length, pieces: once(bytes) })

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes
}

/**
 * Reads the members of an archive in their order; each must be read before the next. Comes to an end only when the
 * whole archive is as it was written.
 * @throws Failure `backup.cut_off`, `backup.altered`, saying where.
 */
export async function* tarMembers(source: AsyncIterable<Buffer>): AsyncGenerator<Member> {
  const reader = new ByteReader(source)
  const all = createHash('sha256')
  try {
    for (;;) {
      const at = reader.position
      const before = all.copy().digest('hex')
      const header = await reader.exactly(BLOCK)
      const { name, size } = readHeader(header, at)
      all.update(header)
      const member = { done: false }
      const pieces = piecesOf(reader, { size, all, member })
      if (name === END) {
        await checkEnd(reader, { pieces, size, before, at })
        return
      }
      yield { name, size, pieces }
      // Whoever is not interested in it still has it checked.
      if (!member.done) for await (const _ of pieces);
    }
  } finally {
    await reader.close()
  }
}

async function* piecesOf(
  reader: ByteReader,
  { size, all, member }: { size: number; all: ReturnType<typeof createHash>; member: { done: boolean } },
): AsyncGenerator<Buffer> {
  for (let left = size; left > 0;) {
    const piece = await reader.some(left)
    if (!piece) throw cutOff(reader.position)
    left -= piece.length
    all.update(piece)
    yield piece
  }
  const at = reader.position
  const padding = await reader.exactly(paddingOf(size))
  if (padding.some((byte) => byte !== 0)) throw altered(at)
  all.update(padding)
  member.done = true
}

async function checkEnd(
  reader: ByteReader,
  { pieces, size, before, at }: { pieces: AsyncIterable<Buffer>; size: number; before: string; at: number },
): Promise<void> {
  if (size !== before.length + 1) throw altered(at)
  const said: Buffer[] = []
  for await (const piece of pieces) said.push(piece)
  if (Buffer.concat(said).toString() !== `${before}\n`) throw altered(at)
  const last = reader.position
  if ((await reader.exactly(2 * BLOCK)).some((byte) => byte !== 0)) throw altered(last)
  if ((await reader.upTo(1)).length > 0) throw altered(reader.position)
}

const paddingOf = (size: number): number => (BLOCK - (size % BLOCK)) % BLOCK

function headerOf(name: string, size: number): Buffer {
  if (size > LARGEST) throw new Error(`${name} is larger than an archive can hold`)
  const header = Buffer.alloc(BLOCK)
  const { prefix, rest } = split(name)
  header.write(rest, 0, 100)
  header.write('0000600\0', 100)
  header.write('0000000\0', 108)
  header.write('0000000\0', 116)
  header.write(`${size.toString(8).padStart(11, '0')}\0`, 124)
  header.write('00000000000\0', 136)
  header.write('        ', 148)
  header.write('0ustar\x0000', 156)
  // The name of the type comes first, then a hundred bytes for the target of a link.
  header.copyWithin(257, 157, 165)
  header.fill(0, 157, 165)
  header.write(prefix, 345, 155)
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return header
}

/** A name of more than a hundred bytes is divided at a slash. */
function split(name: string): { prefix: string; rest: string } {
  if (Buffer.byteLength(name) <= 100) return { prefix: '', rest: name }
  for (let at = name.indexOf('/'); at > 0; at = name.indexOf('/', at + 1)) {
    const [prefix, rest] = [name.slice(0, at), name.slice(at + 1)]
    if (Buffer.byteLength(rest) <= 100 && Buffer.byteLength(prefix) <= 155) return { prefix, rest }
  }
  throw new Error(`the name ${name} is too long for an archive`)
}

function readHeader(header: Buffer, at: number): { name: string; size: number } {
  const text = (from: number, length: number) =>
    header.toString('utf8', from, from + length).split('\0')[0] ?? ''
  const prefix = text(345, 155)
  const name = prefix === '' ? text(0, 100) : `${prefix}/${text(0, 100)}`
  const size = text(124, 12)
  // Whatever is not exactly as we write it was not written by us.
  if (!/^[0-7]{11}$/.test(size) || !headerOf(name, parseInt(size, 8)).equals(header)) throw altered(at)
  return { name, size: parseInt(size, 8) }
}
