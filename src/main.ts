import { enableCompileCache } from 'node:module'
import { join } from 'node:path'

// Node compiles the sources at each start; kept between starts this is a third of the time.
enableCompileCache(join(import.meta.dirname, '../.cache/compile'))

const { runCommandLine } = await import('./cli/command-line.ts')
process.exitCode = await runCommandLine(process.argv.slice(2), process.env)
