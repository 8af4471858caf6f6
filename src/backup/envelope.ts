import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  randomBytes,
  scrypt,
  timingSafeEqual,
} from 'node:crypto'
import { Failure } from '../kernel/failure.ts'
import { altered, ByteReader, cutOff, type Sink } from './bytes.ts'

/**
 * The envelope around an archive that is locked with a passphrase. Before the archive: a fixed line, the salt, a value
 * by which a wrong passphrase is told from an altered file, and the SHA-256 of these. Then blocks of one size, each
 * sealed by AES-256-GCM under a key of this file alone; its nonce is its number and whether it is the last, so that
 * none can be changed, left out, moved or cut off.
 */
const LINE = Buffer.from('bihuan backup locked with a passphrase, scrypt AES-256-GCM, 1\n')
const SALT = 16
const PROOF = 32
const SUM = 32
const BLOCK = 64 * 1024
const TAG = 16
/** What OWASP asks for; 128 MB and half a second for each guess. */
const COST = { N: 2 ** 17, r: 8, p: 1, maxmem: 192 * 1024 * 1024 }
export const SHORTEST_PASSPHRASE = 8

const digest = (bytes: Buffer) => createHash('sha256').update(bytes).digest()

async function keysOf(passphrase: string, salt: Buffer): Promise<{ key: Buffer; proof: Buffer }> {
  // The same passphrase typed on another system may be composed otherwise.
  const key = await new Promise<Buffer>((resolve, reject) =>
    scrypt(passphrase.normalize('NFC'), salt, 32, COST, (error, made) =>
      error ? reject(error) : resolve(made),
    ),
  )
  return { key, proof: createHmac('sha256', key).update('bihuan backup passphrase').digest() }
}

function nonceOf(number: number, last: boolean): Buffer {
  const nonce = Buffer.alloc(12)
  nonce.writeUInt8(last ? 1 : 0, 0)
  nonce.writeUIntBE(number, 6, 6)
  return nonce
}

/** A sink that locks what is written to it. */
export async function locked(sink: Sink, passphrase: string): Promise<Sink> {
  const salt = randomBytes(SALT)
  const { key, proof } = await keysOf(passphrase, salt)
  const head = Buffer.concat([LINE, salt, proof])
  await sink.write(Buffer.concat([head, digest(head)]))
  let held: Buffer[] = []
  let size = 0
  let number = 0
  const seal = async (block: Buffer, last: boolean) => {
    const cipher = createCipheriv('aes-256-gcm', key, nonceOf(number++, last))
    await sink.write(Buffer.concat([cipher.update(block), cipher.final(), cipher.getAuthTag()]))
  }
  return {
    async write(bytes) {
      held.push(bytes)
      size += bytes.length
      if (size <= BLOCK) return
      let all = Buffer.concat(held)
      // One is always held back: the last is sealed as such.
      for (; all.length > BLOCK; all = all.subarray(BLOCK)) await seal(all.subarray(0, BLOCK), false)
      held = [Buffer.from(all)]
      size = all.length
    },
    async finish() {
      await seal(Buffer.concat(held), true)
      await sink.finish()
    },
  }
}

/**
 * The archive in a file, whether it is locked or not.
 * @throws Failure `backup.not_ours`, `backup.passphrase_missing`, `backup.passphrase_wrong`, `backup.not_locked`; while it is read also
 *   `backup.cut_off` and `backup.altered`.
 */
export async function* unlocked(
  source: AsyncIterable<Buffer>,
  passphrase: string | undefined,
): AsyncGenerator<Buffer> {
  const reader = new ByteReader(source)
  try {
    const line = await reader.upTo(LINE.length)
    if (line.equals(LINE)) {
      if (passphrase === undefined) throw new Failure('invalid', 'backup.passphrase_missing')
      yield* unseal(reader, passphrase)
    } else {
      if (!startsLike(line, Buffer.from(HEAD)) && !startsLike(line, LINE))
        throw new Failure('invalid', 'backup.not_ours')
      if (passphrase !== undefined && startsLike(line, Buffer.from(HEAD)))
        throw new Failure('invalid', 'backup.not_locked')
      yield line
      for (let piece = await reader.some(BLOCK); piece; piece = await reader.some(BLOCK)) yield piece
    }
  } finally {
    await reader.close()
  }
}

/** The name of the first member of every archive. */
export const HEAD = 'bihuan-backup.json'

/** Whether a file begins so, as far as it goes. */
function startsLike(bytes: Buffer, beginning: Buffer): boolean {
  const length = Math.min(bytes.length, beginning.length)
  return bytes.subarray(0, length).equals(beginning.subarray(0, length))
}

async function* unseal(reader: ByteReader, passphrase: string): AsyncGenerator<Buffer> {
  const rest = await reader.exactly(SALT + PROOF + SUM)
  const [salt, proof, sum] = [
    rest.subarray(0, SALT),
    rest.subarray(SALT, SALT + PROOF),
    rest.subarray(SALT + PROOF),
  ]
  if (!digest(Buffer.concat([LINE, salt, proof])).equals(sum)) throw altered(LINE.length)
  const { key, proof: wanted } = await keysOf(passphrase, salt)
  if (!timingSafeEqual(proof, wanted)) throw new Failure('invalid', 'backup.passphrase_wrong')
  let block = await reader.upTo(BLOCK + TAG)
  for (let number = 0; ; number++) {
    const at = reader.position
    // What is not full is the last; of a full one only what follows tells.
    const next = block.length < BLOCK + TAG ? Buffer.alloc(0) : await reader.upTo(BLOCK + TAG)
    const last = next.length === 0
    const opened = openBlock(block, key, nonceOf(number, last))
    // What comes last and was not sealed as the last was cut off; whether its own bytes were altered nobody can tell.
    if (!opened) throw last ? cutOff(at) : altered(at)
    yield opened
    if (last) return
    block = next
  }
}

/** Undefined when it is not as it was sealed. */
function openBlock(block: Buffer, key: Buffer, nonce: Buffer): Buffer | undefined {
  if (block.length < TAG) return undefined
  const decipher = createDecipheriv('aes-256-gcm', key, nonce)
  decipher.setAuthTag(block.subarray(block.length - TAG))
  const opened = decipher.update(block.subarray(0, block.length - TAG))
  try {
    return Buffer.concat([opened, decipher.final()])
  } catch {
    return undefined
  }
}
