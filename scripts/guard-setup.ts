/** Runs before each test file of scripts/guards.ts: tells which guards refused in which test. */
import { relative } from 'node:path'
import { afterEach } from 'vitest'
import { tell } from './guard-switch.ts'

afterEach(({ task }) => {
  tell(relative(`${import.meta.dirname}/..`, task.file.filepath), task.fullTestName)
})
