import { createHash, type Hash } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import type { z } from 'zod'
import { Failure } from '../kernel/failure.ts'
import { isSystemError } from '../kernel/system-error.ts'
import { readPieces } from './bytes.ts'
import { HEAD, unlocked } from './envelope.ts'
import { FILES, FORMAT, Head, Manifest, MANIFEST, SECRETS, TABLES } from './manifest.ts'
import { tarMembers, type Member } from './tar.ts'
import { countLines, lineOf } from './write-backup.ts'

/** A backup in a file. */
export interface Kept {
  readonly file: string
  readonly passphrase?: string | undefined
  readonly signal?: AbortSignal | undefined
  /** How many bytes were read. */
  readonly progress?: ((bytes: number) => void) | undefined
}

/** What is done with the parts of a backup as they come; what is not given is only checked. */
export interface Taking {
  readonly head?: (head: Head) => void
  readonly table?: (name: string, piece: Buffer) => Promise<void>
  readonly file?: (name: string, pieces: AsyncIterable<Buffer>) => Promise<void>
  readonly secret?: (name: string, bytes: Buffer) => Promise<void>
}

/**
 * Reads a backup from its first byte to its last and checks all of it; what was handed over meanwhile counts only when
 * this comes to its end.
 * @throws Failure `backup.missing`, `backup.not_ours`, `backup.newer_form`, `backup.cut_off`, `backup.altered` and those
 *   of a passphrase
 */
export async function readBackup(
  kept: Kept,
  taking: Taking = {},
): Promise<{ head: Head; manifest: Manifest }> {
  try {
    return await readMembers(tarMembers(unlocked(watched(kept), kept.passphrase)), taking)
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR', 'EISDIR', 'EACCES'))
      throw new Failure('invalid', 'backup.missing', { file: kept.file, reason: error.code })
    const isFirst = error instanceof Failure && error.detail['position'] === 0
    if (isFirst && error.code === 'backup.altered')
      throw new Failure('invalid', 'backup.not_ours', { file: kept.file })
    throw error instanceof Failure
      ? new Failure(error.kind, error.code, { ...error.detail, file: kept.file })
      : error
  }
}

async function* watched({ file, signal, progress }: Kept): AsyncGenerator<Buffer> {
  let bytes = 0
  for await (const piece of readPieces(file)) {
    signal?.throwIfAborted()
    yield piece
    progress?.((bytes += piece.length))
  }
}

/**
 * What is odd is judged at the end, when the sum of all bytes has been found right or not: an altered byte must not be
 * taken for a newer form.
 */
async function readMembers(
  members: AsyncIterable<Member>,
  taking: Taking,
): Promise<{ head: Head; manifest: Manifest }> {
  let [headText, manifestText] = ['', '']
  let head: Head | undefined
  let odd = false
  const counted = counters()
  for await (const member of members) {
    const { name } = member
    if (headText === '') {
      headText = (await bytesOf(member)).toString()
      head = parsed(headText, Head)
      if (name !== HEAD) odd = true
      else if (head) taking.head?.(head)
    } else if (name.startsWith(TABLES)) {
      const table = name.slice(TABLES.length).split('/')[0] ?? ''
      for await (const piece of member.pieces) {
        counted.table(table, piece)
        await taking.table?.(table, piece)
      }
    } else if (name.startsWith(FILES) && isSafe(name)) {
      const pieces = counted.file(name.slice(FILES.length), member)
      await taking.file?.(name.slice(FILES.length), pieces)
      for await (const _ of pieces);
    } else if (name.startsWith(SECRETS) && isSafe(name)) {
      const bytes = await bytesOf(member)
      counted.secret(name.slice(SECRETS.length), bytes)
      await taking.secret?.(name.slice(SECRETS.length), bytes)
    } else if (name === MANIFEST) {
      manifestText = (await bytesOf(member)).toString()
    } else odd = true
  }
  const form = parsed(headText, Head.pick({ product: true, format: true }))
  if (form && form.format > FORMAT) throw new Failure('conflict', 'backup.newer_form', { form: form.format })
  const manifest = parsed(manifestText, Manifest)
  if (odd || !head || !manifest || !isDeepStrictEqual(counted.result(head), { ...manifest, parks: [] }))
    throw new Failure('invalid', 'backup.altered', {})
  return { head, manifest }
}

function parsed<T>(text: string, schema: z.ZodType<T>): T | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}

async function bytesOf({ pieces }: Member): Promise<Buffer> {
  const all: Buffer[] = []
  for await (const piece of pieces) all.push(piece)
  return Buffer.concat(all)
}

/** Whether a path stays below the folder it is for. */
const isSafe = (path: string): boolean =>
  path.split('/').every((part) => part !== '' && part !== '.' && part !== '..')

/** Counts what is read in the words of the manifest. */
function counters() {
  const tables = new Map<string, { rows: number; bytes: number; hash: Hash }>()
  const secrets: Manifest['secrets'] = []
  const files = { count: 0, bytes: 0, hash: createHash('sha256') }
  const tableOf = (name: string) => {
    const found = tables.get(name) ?? { rows: 0, bytes: 0, hash: createHash('sha256') }
    tables.set(name, found)
    return found
  }
  return {
    table(name: string, piece: Buffer) {
      const table = tableOf(name)
      table.hash.update(piece)
      table.rows += countLines(piece)
      table.bytes += piece.length
    },
    async *file(name: string, { size, pieces }: Member): AsyncGenerator<Buffer> {
      const hash = createHash('sha256')
      for await (const piece of pieces) {
        hash.update(piece)
        yield piece
      }
      files.hash.update(lineOf(name, size, hash.digest('hex')))
      files.count += 1
      files.bytes += size
    },
    secret(name: string, bytes: Buffer) {
      secrets.push({ name, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') })
    },
    result: (head: Head): Manifest => ({
      tables: [...new Set([...head.tables.map(({ name }) => name), ...tables.keys()])].map((name) => {
        const { rows, bytes, hash } = tableOf(name)
        return { name, rows, bytes, sha256: hash.digest('hex') }
      }),
      secrets,
      files: { count: files.count, bytes: files.bytes, sha256: files.hash.digest('hex') },
      parks: [],
    }),
  }
}
