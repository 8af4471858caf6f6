import { existsSync, rmSync, statSync, utimesSync } from 'node:fs'
import { readdir, rename } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { secondsOf } from '../../kernel/clock.ts'
import { Failure } from '../../kernel/failure.ts'
import { give, makePrivateFolder, ownerOf, syncFolder } from '../../kernel/files.ts'
import { onDisk } from '../../kernel/receive.ts'
import type { Runtime } from '../../kernel/runtime.ts'
import { isSystemError } from '../../kernel/system-error.ts'
import { digestOf } from './source.ts'

type Place = Pick<Runtime, 'settings'>

/** A content of a park, by its hash. */
export interface Content {
  readonly parkId: string
  readonly sha256: string
}

const rootOf = ({ settings }: Place) => join(settings.data, 'files')

/** Where a content lies: named by park and hash, so nothing that anybody typed ever becomes a path. */
export function pathOf(place: Place, { parkId, sha256 }: Content): string {
  if (!/^[0-9a-f]{64}$/.test(sha256) || !/^[0-9a-f-]{36}$/.test(parkId))
    throw new Error('no name of a content')
  return join(rootOf(place), parkId, sha256.slice(0, 2), sha256)
}

/**
 * Brings a file under its hash; whole or not at all, and on the disk when it returns. What lies there already is kept
 * if it is sound. Call with the lock of the content's row held, so that nobody removes it meanwhile.
 * @throws Failure `kernel.disk_full`
 */
export async function storeContent(
  place: Place,
  content: Content & { readonly path: string; readonly size: number; readonly now: string },
): Promise<void> {
  const target = pathOf(place, content)
  await onDisk(async () => {
    if (!(await isSound(target, content))) {
      makePrivateFolder(rootOf(place))
      makePrivateFolder(join(rootOf(place), content.parkId))
      makePrivateFolder(dirname(target))
      await rename(content.path, target)
      give(target, ownerOf(dirname(target)))
      for (const folder of [dirname(target), dirname(dirname(target)), rootOf(place)]) syncFolder(folder)
    }
    // When it was last wanted, by the clock of the product.
    const wanted = secondsOf(content.now)
    utimesSync(target, wanted, wanted)
  })
}

/** Whether the bytes under a name are those of that hash. */
export async function isSound(
  path: string,
  { sha256, size }: { sha256: string; size: number },
): Promise<boolean> {
  return (await conditionOf(path, { sha256, size })) === 'sound'
}

/** How the bytes of a content are: looked at whole, a block at a time. */
export async function conditionOf(
  path: string,
  { sha256, size }: { sha256: string; size: number },
): Promise<'sound' | 'changed' | 'gone'> {
  try {
    const found = statSync(path, { throwIfNoEntry: false })
    if (!found) return 'gone'
    if (!found.isFile() || found.size !== size) return 'changed'
    return (await digestOf(path)).sha256 === sha256 ? 'sound' : 'changed'
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR', 'EACCES')) return 'gone'
    if (isSystemError(error, 'EIO', 'ELOOP')) return 'changed'
    throw error
  }
}

/** @throws Failure `files.content_gone`, `files.content_changed` unless the bytes of a content are as they were sent */
export async function requireSound(
  place: Place,
  content: Content & { readonly size: number },
): Promise<void> {
  const condition = await conditionOf(pathOf(place, content), content)
  if (condition === 'gone') throw new Failure('conflict', 'files.content_gone')
  if (condition === 'changed') throw new Failure('conflict', 'files.content_changed')
}

/** Removes the bytes of a content. Call with the lock of its row held. */
export function removeContent(place: Place, content: Content): void {
  const path = pathOf(place, content)
  if (!existsSync(path)) return
  rmSync(path)
  syncFolder(dirname(path))
}

/** What lies in a park's store and was last wanted before an instant, folder by folder. */
export async function* staleContents(place: Place, parkId: string, before: string): AsyncGenerator<string[]> {
  const park = join(rootOf(place), parkId)
  for (const folder of await namesIn(park)) {
    const names = (await namesIn(join(park, folder))).filter((name) => /^[0-9a-f]{64}$/.test(name))
    const stale = names.filter((name) => {
      const found = statSync(join(park, folder, name), { throwIfNoEntry: false })
      return found !== undefined && found.mtime.toISOString() < before
    })
    if (stale.length > 0) yield stale
  }
}

/** The names in a folder; none when it is not there. */
export async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return []
    throw error
  }
}
