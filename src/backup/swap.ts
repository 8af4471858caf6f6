import { existsSync, readdirSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { Failure } from '../kernel/failure.ts'
import { makePrivateFolder, readIfThere, syncFolder } from '../kernel/files.ts'

/** What of a data folder a restore puts in place of what was there; logs and backups stay. */
const PARTS = ['postgres', 'secrets', 'files']

/**
 * A folder cannot be exchanged for another at one stroke, and the data folder may be a mount that cannot be renamed at
 * all. So what is being exchanged is written down first: broken off, it is undone before anything else happens.
 */
const Journal = z.object({
  staged: z.string(),
  aside: z.string(),
  /** What was in the data folder before, and what comes into it. */
  old: z.array(z.string()),
  new: z.array(z.string()),
})
type Journal = z.infer<typeof Journal>

const journalOf = (data: string) => join(data, 'restore.json')
const STAGED = /^restoring-[0-9a-f]{8}$/

/** A folder in the data folder in which a restore builds what will be put in place. */
export const stagedFolder = (data: string, id: string): string => join(data, `restoring-${id}`)

/** Which parts of an installation are there. */
export const partsIn = (data: string): readonly string[] =>
  PARTS.filter((part) => existsSync(join(data, part)) && readdirSync(join(data, part)).length > 0)

/**
 * Puts what was built in place, and what was there aside.
 * @param settle what must happen before it counts; when it fails everything is as it was
 * @returns the folder of what was put aside, if anything was
 */
export async function putInPlace(
  data: string,
  {
    staged,
    aside,
    parts,
    settle,
  }: { staged: string; aside: string; parts: readonly string[]; settle: () => Promise<void> },
): Promise<string | undefined> {
  const journal: Journal = {
    staged,
    aside: join(data, aside),
    old: parts.filter((part) => existsSync(join(data, part))),
    new: parts.filter((part) => existsSync(join(staged, part))),
  }
  const draft = `${journalOf(data)}.draft`
  writeFileSync(draft, JSON.stringify(journal), { mode: 0o600, flush: true })
  renameSync(draft, journalOf(data))
  syncFolder(data)
  try {
    makePrivateFolder(journal.aside)
    for (const part of journal.old) renameSync(join(data, part), join(journal.aside, part))
    for (const part of journal.new) renameSync(join(staged, part), join(data, part))
    syncFolder(data)
    await settle()
  } catch (error) {
    undo(data, journal)
    throw error
  }
  rmSync(journalOf(data))
  syncFolder(data)
  rmSync(staged, { recursive: true, force: true, maxRetries: 5 })
  if (journal.old.length > 0) return journal.aside
  rmdirSync(journal.aside)
  return undefined
}

/** Whether a restore into this folder was broken off while it put things in place. */
export const isHalfRestored = (data: string): boolean => existsSync(journalOf(data))

/** @throws Failure `backup.restore_unfinished` */
export function refuseHalfRestored(data: string): void {
  if (isHalfRestored(data)) throw new Failure('conflict', 'backup.restore_unfinished', { data })
}

/** Clears away what restores that were broken off left behind; what they had put aside is back where it was. */
export function clearBrokenOff(data: string): void {
  if (!existsSync(data)) return
  const journal = readIfThere(journalOf(data))
  if (journal !== undefined) undo(data, Journal.parse(JSON.parse(journal)))
  for (const name of readdirSync(data))
    if (STAGED.test(name)) rmSync(join(data, name), { recursive: true, force: true, maxRetries: 20 })
}

function undo(data: string, { staged, aside, old, new: fresh }: Journal): void {
  for (const part of fresh.toReversed())
    if (!existsSync(join(staged, part))) renameSync(join(data, part), join(staged, part))
  for (const part of old.toReversed())
    if (existsSync(join(aside, part))) renameSync(join(aside, part), join(data, part))
  if (existsSync(aside)) rmdirSync(aside)
  syncFolder(data)
  rmSync(journalOf(data))
  syncFolder(data)
}
