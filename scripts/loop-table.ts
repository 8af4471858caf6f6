/**
 * Writes docs/transitions.md from the transition table: a diagram of the states and every row with who may take it.
 * `npm run loop-table` writes; a test compares.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../src/kernel/settings.ts'
import { tableDocument } from '../src/modules/cases/table-document.ts'

writeFileSync(join(ROOT, 'docs/transitions.md'), tableDocument())
