import { existsSync } from 'node:fs'
import { chromium, type Browser } from 'playwright-core'

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** A Chromium to test with, and how to start it. */
interface Found {
  readonly path: string
  readonly flags: readonly string[]
}

/** The one named by BIHUAN_CHROMIUM, the system's, or the one among the development dependencies. */
async function findChromium(): Promise<Found | undefined> {
  const named = process.env['BIHUAN_CHROMIUM'] ?? '/usr/bin/chromium'
  if (existsSync(named)) return { path: named, flags: FLAGS }
  const packed = await importPacked()
  return packed && { path: await packed.executablePath(), flags: [...new Set([...packed.args, ...FLAGS])] }
}

interface Packed {
  readonly args: readonly string[]
  executablePath(): Promise<string>
}

/** The package stands among the dependencies of x64 alone. */
async function importPacked(): Promise<Packed | undefined> {
  const name = '@sparticuz/chromium'
  try {
    const { default: packed } = (await import(name)) as { default: Packed } // marked cast: what the package exports
    return packed
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND') return undefined
    throw error
  }
}

const found = await findChromium()

/** Why no page can be looked at here; undefined where there is a browser. */
export const NO_BROWSER: string | undefined =
  found === undefined
    ? 'no Chromium: set BIHUAN_CHROMIUM, install Debian’s chromium, or install @sparticuz/chromium'
    : undefined

if (NO_BROWSER !== undefined && process.env['BIHUAN_REQUIRE_BROWSER'] === '1') throw new Error(NO_BROWSER)

/** Starts the browser. Its own downloads are off: a test run asks nobody but our server. */
export async function launchChromium(): Promise<Browser> {
  if (!found) throw new Error(NO_BROWSER)
  return chromium.launch({ executablePath: found.path, args: [...found.flags] })
}
