import { createHash, randomBytes } from 'node:crypto'
import { createReadStream, existsSync, readdirSync, readFileSync, type Dirent } from 'node:fs'
import { open, opendir, rename, rm, stat, type FileHandle } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { translated, type Connection } from '../kernel/database.ts'
import { Failure } from '../kernel/failure.ts'
import { asUnwritable, giveAsParent, syncFolder } from '../kernel/files.ts'
import type { Runtime } from '../kernel/runtime.ts'
import { isSystemError } from '../kernel/system-error.ts'
import type { Sink } from './bytes.ts'
import { HEAD, locked } from './envelope.ts'
import {
  FILES,
  FORMAT,
  isOfThePlace,
  MANIFEST,
  SECRETS,
  TABLES,
  type Head,
  type Manifest,
} from './manifest.ts'
import { openSnapshot, type Snapshot } from './snapshot.ts'
import { tarWriter, type TarWriter } from './tar.ts'

/** What is backed up, and by whom. */
export interface Backing {
  /** Of an account that may act as the owner of the tables. */
  readonly connection: Connection
  readonly runtime: Runtime
  readonly data: string
  readonly version: string
  readonly passphrase?: string | undefined
  /** How many bytes are written, and of what. */
  readonly progress?: (bytes: number, part: string) => void
  readonly signal?: AbortSignal
}

export interface Written {
  readonly bytes: number
  readonly head: Head
  readonly manifest: Manifest
}

/**
 * Writes everything that is needed to have the installation again into one file, for its owner alone, while the server
 * goes on. The file has its name only when it is whole and on the disk.
 * @throws Failure `backup.there_already`, `kernel.file_unwritable`
 */
export async function writeBackup(path: string, backing: Backing): Promise<Written> {
  refuseToOverwrite(path)
  const draft = `${path}.${randomBytes(4).toString('hex')}.part`
  try {
    const file = await open(draft, 'wx', 0o600)
    giveAsParent(draft)
    try {
      const written = await writeInto(file, backing)
      await file.sync()
      await file.close()
      backing.signal?.throwIfAborted()
      refuseToOverwrite(path)
      await rename(draft, path)
      syncFolder(dirname(path))
      return written
    } finally {
      await file.close()
    }
  } catch (error) {
    await rm(draft, { force: true })
    throw translated(asUnwritable(error, path))
  }
}

/** @throws Failure `backup.there_already` */
export function refuseToOverwrite(path: string): void {
  if (existsSync(path)) throw new Failure('conflict', 'backup.there_already', { file: path })
}

async function writeInto(file: FileHandle, backing: Backing): Promise<Written> {
  const { connection, runtime, version, passphrase, signal, progress = () => undefined } = backing
  const snapshot = await openSnapshot(connection, { now: runtime.clock() })
  try {
    let part = HEAD
    let bytes = 0
    const bare: Sink = {
      async write(piece) {
        signal?.throwIfAborted()
        for (let at = 0; at < piece.length;) at += (await file.write(piece, at)).bytesWritten
        bytes += piece.length
        progress(bytes, part)
      },
      finish: () => Promise.resolve(),
    }
    const sink = passphrase === undefined ? bare : await locked(bare, passphrase)
    const tar = tarWriter(sink)
    const entering = (next: string) => (part = next)
    const described = await snapshot.describe()
    const head: Head = { product: 'bihuan', format: FORMAT, version, as_of: snapshot.asOf, ...described }
    await tar.addText(HEAD, `${JSON.stringify(head, null, 1)}\n`)
    const manifest: Manifest = {
      tables: await addTables(tar, { snapshot, tables: head.tables, entering }),
      // After the snapshot: what an entry names was stored before the entry was, and is never removed.
      files: await addFiles(tar, join(backing.data, 'files'), entering),
      secrets: await addSecrets(tar, join(backing.data, 'secrets')),
      parks: await snapshot.summarize(runtime),
    }
    await tar.addText(MANIFEST, `${JSON.stringify(manifest, null, 1)}\n`)
    await tar.finish()
    return { bytes, head, manifest }
  } finally {
    await snapshot.end()
  }
}

const PIECE = 1024 * 1024

/** A table is as many members as it has megabytes, for a member says first how long it is. */
async function addTables(
  tar: TarWriter,
  {
    snapshot,
    tables,
    entering,
  }: { snapshot: Snapshot; tables: Head['tables']; entering: (part: string) => void },
): Promise<Manifest['tables']> {
  const contents: Manifest['tables'] = []
  for (const { name, columns } of tables) {
    entering(name)
    const hash = createHash('sha256')
    let [rows, bytes, member] = [0, 0, 0]
    for await (const piece of inPieces(snapshot.copy(name, columns))) {
      hash.update(piece)
      bytes += piece.length
      rows += countLines(piece)
      await tar.addBytes(`${TABLES}${name}/${String(++member).padStart(8, '0')}`, piece)
    }
    contents.push({ name, rows, bytes, sha256: hash.digest('hex') })
  }
  return contents
}

/** The same bytes, a megabyte at a time. */
async function* inPieces(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let held: Buffer[] = []
  let size = 0
  for await (const piece of source) {
    held.push(piece)
    size += piece.length
    if (size < PIECE) continue
    yield Buffer.concat(held)
    held = []
    size = 0
  }
  if (size > 0) yield Buffer.concat(held)
}

/** In PostgreSQL's text form a row ends with the only line feed it has. */
export function countLines(piece: Buffer): number {
  let lines = 0
  for (let at = piece.indexOf(10); at >= 0; at = piece.indexOf(10, at + 1)) lines += 1
  return lines
}

async function addFiles(
  tar: TarWriter,
  folder: string,
  entering: (part: string) => void,
): Promise<Manifest['files']> {
  const all = createHash('sha256')
  let [count, bytes] = [0, 0]
  for await (const name of filesBelow(folder)) {
    entering(FILES)
    const path = join(folder, name)
    // A draft that has got its name since: its entry is not in the snapshot.
    const found = await stat(path).catch(() => undefined)
    if (!found) continue
    const hash = createHash('sha256')
    await tar.add({
      name: `${FILES}${name}`,
      size: found.size,
      pieces: hashed(path, { size: found.size, hash }),
    })
    all.update(lineOf(name, found.size, hash.digest('hex')))
    count += 1
    bytes += found.size
  }
  return { count, bytes, sha256: all.digest('hex') }
}

/** What stands for a file in the digest of all. */
export const lineOf = (name: string, size: number, sha256: string): string => `${sha256} ${size} ${name}\n`

async function* hashed(
  path: string,
  { size, hash }: { size: number; hash: ReturnType<typeof createHash> },
): AsyncGenerator<Buffer> {
  if (size === 0) return
  for await (const piece of createReadStream(path, { end: size - 1 })) {
    const bytes = piece as Buffer // marked cast: no encoding is set
    hash.update(bytes)
    yield bytes
  }
}

/** The regular files below a folder, by their paths in it. Links are left alone: they may lead anywhere. */
async function* filesBelow(folder: string, path = ''): AsyncGenerator<string> {
  const entries: Dirent[] = []
  try {
    for await (const entry of await opendir(join(folder, path))) entries.push(entry)
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return
    throw error
  }
  for (const entry of entries) {
    const name = path === '' ? entry.name : `${path}/${entry.name}`
    if (entry.isDirectory()) yield* filesBelow(folder, name)
    else if (entry.isFile()) yield name
  }
}

async function addSecrets(tar: TarWriter, folder: string): Promise<Manifest['secrets']> {
  const contents: Manifest['secrets'] = []
  const isDraft = (name: string) => /\.[0-9a-f]{8}$/.test(name)
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const { name } = entry
    if (!entry.isFile() || isOfThePlace(name) || isDraft(name)) continue
    const bytes = readFileSync(join(folder, name))
    await tar.addBytes(`${SECRETS}${name}`, bytes)
    contents.push({ name, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') })
  }
  return contents
}
