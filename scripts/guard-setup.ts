/** Runs before each test file of scripts/guards.ts: tells which guards refused in which test. */
import { relative } from 'node:path'
import { afterEach, beforeAll, beforeEach, type RunnerTestCase } from 'vitest'
import { begin, end } from './guard-switch.ts'

const fileOf = (path: string) => relative(`${import.meta.dirname}/..`, path)
const said = (task: Readonly<RunnerTestCase>) => ({
  file: fileOf(task.file.filepath),
  test: task.fullTestName,
})

// What is started before all tests is the file's; where no test has that name, the whole file is asked.
beforeAll(({}, suite) => {
  begin({ file: fileOf(suite.file.filepath), test: '' })
})
beforeEach(({ task }) => {
  begin(said(task))
})
afterEach(({ task }) => {
  end(said(task))
})
