import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  CAST,
  foundPark,
  openTestProduct,
  type TestPark,
  type TestProduct,
  type Who,
} from '../../../test/support/park.ts'
import { setQuietHours } from './set-quiet-hours.ts'
import { noticeSettings } from './set-settings.ts'

let bench: TestProduct
let park: TestPark
beforeAll(async () => {
  bench = await openTestProduct()
  park = await foundPark(bench)
})
afterAll(() => bench.close())

test('an administrator sets the quiet hours of his park, and of no other', async () => {
  const other = await foundPark(bench)
  const quiet = { from: '22:00', to: '07:30' }
  expect(await park.act('admin', setQuietHours, quiet)).toEqual(quiet)
  expect((await park.ask('handler', noticeSettings, {})).park_quiet).toEqual(quiet)
  expect((await other.ask('handler', noticeSettings, {})).park_quiet).toEqual({ from: '21:00', to: '08:00' })
  await park.act('console', setQuietHours, { from: '20:00', to: '08:00' })
  expect((await park.ask('handler', noticeSettings, {})).park_quiet.from).toBe('20:00')
})

test('nobody else sets them, and a time that is none is refused', async () => {
  // Marked cast: the names of the cast.
  for (const who of (Object.keys(CAST) as Who[]).filter((one) => one !== 'admin'))
    await expect(park.act(who, setQuietHours, { from: '00:00', to: '00:00' }), who).rejects.toMatchObject({
      kind: 'forbidden',
    })
  await expect(park.act('admin', setQuietHours, { from: '21', to: '08:00' })).rejects.toMatchObject({
    code: 'kernel.input',
  })
})
