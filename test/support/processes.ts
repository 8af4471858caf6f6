import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

export const isRoot = process.getuid?.() === 0
/** Whether a small disk can be put somewhere, to be filled: many containers forbid it, also to root. */
export const canMount =
  isRoot && spawnSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'none', '/mnt']).status === 0
/** An ordinary user, known to every Linux. */
export const NOBODY = { uid: 65_534, gid: 65_534 }

/** The processes that run in a folder or name it on their command lines, by what the kernel says of them. */
export function processesIn(folder: string): { readonly pid: number; readonly name: string }[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((pid) => {
      try {
        const isHere =
          readlinkSync(`/proc/${pid}/cwd`).startsWith(folder) ||
          readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(`${folder}/`)
        return isHere ? [{ pid: Number(pid), name: readFileSync(`/proc/${pid}/comm`, 'utf8').trim() }] : []
      } catch {
        return []
      }
    })
}

/** As hard as can be; a negative number is a whole process group. */
export function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // Gone by itself.
  }
}
