import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ROOT } from '../../src/kernel/settings.ts'
import { DEFAULT_LADDER, DEFAULT_RULES } from '../../src/modules/parks/defaults.ts'
import { deadlineRules, ladder } from '../../src/modules/parks/rules-queries.ts'
import { aDispatchedCase } from '../../src/modules/cases/fixtures.ts'
import { foundPark, openTestProduct, type TestProduct } from '../support/park.ts'

let bench: TestProduct
beforeAll(async () => {
  bench = await openTestProduct()
})
afterAll(() => bench.close())

/** The rows of a park as the version before the rules founded it. */
const OLD = ['consultation', 'general', 'complex']

test('the migration gives a park that is there the very rules and ladder that a new one starts with', async () => {
  const park = await foundPark(bench)
  await bench.sql('delete from deadline_rules where park_id = $1', [park.id])
  await bench.sql('delete from escalation_levels where park_id = $1', [park.id])
  for (const [i, code] of OLD.entries()) {
    const { name, working_days, valid_from, source } = DEFAULT_RULES[i] ?? {}
    await bench.sql(
      `insert into deadline_rules (park_id, id, code, name, working_days, valid_from, source)
       values ($1, gen_random_uuid(), $2, $3, $4, $5, $6)`,
      [park.id, code, name, working_days, valid_from, source],
    )
  }
  // What the version before has founded is served as it was there, until the park sets more.
  const { clocks, deadline } = await aDispatchedCase(park)
  expect(deadline?.runs[0]?.rule?.code).toBe('general')
  expect(clocks.map(({ step }) => step)).toEqual(['reply'])

  const folder = join(ROOT, 'migrations')
  const file = readdirSync(folder).find((name) => name.endsWith('_rules_and_sweep.sql')) ?? ''
  const migration = readFileSync(join(folder, file), 'utf8')
  for (const statement of migration.slice(migration.indexOf('update deadline_rules')).split(/;\n/))
    if (statement.trim() !== '')
      await bench.sql(
        statement.replaceAll('from parks p', `from (select * from parks where id = '${park.id}') p`),
      )
  const { items } = await park.ask('admin', deadlineRules, {})
  const byCode = (rules: typeof items) => rules.toSorted((a, b) => (a.code < b.code ? -1 : 1))
  expect(byCode(items)).toEqual(byCode([...DEFAULT_RULES]))
  expect((await park.ask('admin', ladder, {})).levels).toEqual(
    DEFAULT_LADDER.map(({ after_working_days, rung = null, posts }, i) => ({
      level: i + 1,
      after_working_days,
      rung,
      posts,
    })),
  )
  expect((await aDispatchedCase(park)).clocks.map(({ step }) => step)).toEqual(['accept', 'reply'])
})
