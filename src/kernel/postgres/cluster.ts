import { randomBytes } from 'node:crypto'
import {
  existsSync,
  lchownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { Failure } from '../failure.ts'
import { give, type Owner, readIfThere, syncFolder } from '../files.ts'
import { runAs, writeFor, type Runner } from './runner.ts'

/** The one account of PostgreSQL that may do everything; its password stands in the secrets. */
export const SUPERUSER = 'postgres'

/** Of the packages in package.json; another major version cannot read the files. */
const MAJOR_VERSION = '18'

/** Text is UTF-8 by PostgreSQL's own rules; the system's locale only tells letters from signs, and C knows no 汉字. */
const LOCALES = ['C.UTF-8', 'en_US.UTF-8', 'zh_CN.UTF-8']

/**
 * Whom the database files in a folder belong to; undefined when there are none yet.
 * @throws Failure `postgres.wrong_version`, `postgres.folder_damaged`.
 */
export function findCluster(cluster: string): Owner | undefined {
  if (!existsSync(cluster) || readdirSync(cluster).length === 0) return undefined
  if (!existsSync(join(cluster, 'PG_VERSION')) || !existsSync(join(cluster, 'global/pg_control'))) {
    throw new Failure('conflict', 'postgres.folder_damaged', { folder: cluster })
  }
  const version = readFileSync(join(cluster, 'PG_VERSION'), 'utf8').trim()
  if (version !== MAJOR_VERSION) {
    throw new Failure('conflict', 'postgres.wrong_version', {
      folder: cluster,
      found: version,
      wanted: MAJOR_VERSION,
    })
  }
  const { uid, gid } = statSync(cluster)
  return { uid, gid }
}

/**
 * Makes the database files. They come into being under another name and are renamed when they are whole and on the
 * disk: a folder of the right name is never half made, whenever the power fails.
 * @throws Failure `postgres.disk_full`, `postgres.creation_failed`.
 */
export async function makeCluster(
  cluster: string,
  { initdb, runner, password }: { initdb: string; runner: Runner; password: string },
): Promise<void> {
  removeHalfMade(cluster)
  // A name of its own, for the initdb of a killed start may still be writing into the last one.
  const draft = `${cluster}.new-${randomBytes(4).toString('hex')}`
  const passwordFile = `${draft}.password`
  mkdirSync(draft, { mode: 0o700 })
  give(draft, runner.owner)
  writeFor(runner.owner, passwordFile, password)
  try {
    await runInitdb(LOCALES, { initdb, runner, draft, passwordFile })
    renameSync(draft, cluster)
    syncFolder(dirname(cluster))
  } finally {
    removeHalfMade(cluster)
  }
}

async function runInitdb(
  [locale, ...others]: readonly string[],
  made: { initdb: string; runner: Runner; draft: string; passwordFile: string },
): Promise<void> {
  const { code, output } = await runAs(made.runner, [
    made.initdb,
    `--pgdata=${made.draft}`,
    `--username=${SUPERUSER}`,
    `--pwfile=${made.passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    `--locale=${locale ?? ''}`,
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--text-search-config=simple',
    '--data-checksums',
    '--no-instructions',
  ])
  if (code === 0) return
  if (output.includes('invalid locale name') && others.length > 0) return runInitdb(others, made)
  throw explain(output, 'postgres.creation_failed', dirname(made.draft))
}

/** A failure of PostgreSQL with the last it said; a full disk has a name of its own, for its way out is another. */
export function explain(output: string, code: string, folder: string): Failure {
  const said = output.trim().split('\n').slice(-8).join('\n')
  const isFull = /No space left on device|Disk quota exceeded|wrote only \d+ of \d+ bytes/.test(said)
  return new Failure('conflict', isFull ? 'postgres.disk_full' : code, { folder, said })
}

function removeHalfMade(cluster: string): void {
  const parent = dirname(cluster)
  for (const name of readdirSync(parent)) {
    if (/^postgres\.new-[0-9a-f]{8}/.test(name))
      rmSync(join(parent, name), { recursive: true, force: true, maxRetries: 5 })
  }
}

/** Hands the database files to another user, who will run PostgreSQL from now on. It must not be running. */
export function handOver(cluster: string, owner: Owner): void {
  for (const name of readdirSync(cluster, { recursive: true, encoding: 'utf8' }))
    lchownSync(join(cluster, name), owner.uid, owner.gid)
  lchownSync(cluster, owner.uid, owner.gid)
}

/** Whether a cluster accepts connections, as its postmaster's file says. */
export function isReady(cluster: string): boolean {
  return readIfThere(join(cluster, 'postmaster.pid'))?.split('\n')[7]?.trim() === 'ready'
}
