import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../../../test/support/park.ts'
import { inPark } from '../../kernel/database.ts'
import { findEnterprises, resolveEnterprises, type Naming } from './resolve.ts'

const NOW = '2026-10-09T02:00:00.000Z'
const RIGHT = '91430321MA4DEM010A'
const OTHER = '91430300MA4DEM010W'

let bench: TestProduct
let park: TestPark
beforeAll(async () => {
  bench = await openTestProduct()
})
afterAll(() => bench.close())

const resolve = (...namings: Naming[]) =>
  inPark(bench.product.runtime.database.app, park.id, 'write', (tx) =>
    resolveEnterprises(tx, { parkId: park.id, now: NOW, namings }),
  )
const register = () =>
  bench.sql('select name, code, code_fault from enterprises where park_id = $1 order by id', [park.id])

describe('the register of enterprises', () => {
  beforeAll(async () => {
    park = await foundPark(bench)
    await bench.sql('delete from posts where park_id = $1 and enterprise_id is not null', [park.id])
    await bench.sql('delete from enterprises where park_id = $1', [park.id])
  })

  test('learns a code that a later row of the same ledger tells', async () => {
    const found = await resolve(
      { name: '示例甲公司' },
      { name: '示例甲公司', code: RIGHT },
      { name: '示例甲公司' },
    )
    expect(new Set(found.map(({ id }) => id)).size).toBe(1)
    expect(await register()).toEqual([{ name: '示例甲公司', code: RIGHT, code_fault: null }])
  })

  test('lets a wrong code decide nothing: placeholders stand in many rows', async () => {
    for (const code of ['待补', '000000000000000000', '91430321MA4DEM010B']) {
      const namings = [
        { name: `示例丙公司${code}`, code },
        { name: `示例丁公司${code}`, code },
      ]
      const first = await resolve(...namings)
      expect(first.map(({ name }) => name)).toEqual(namings.map(({ name }) => name))
      expect(await resolve(...namings)).toMatchObject(first.map(({ id }) => ({ id })))
    }
  })

  test('replaces a wrong code by a right one, and never a right one by a wrong one', async () => {
    const [first] = await resolve({ name: '示例戊公司', code: '待补' })
    const [second] = await resolve({ name: '示例戊公司', code: OTHER })
    const [third] = await resolve({ name: '示例戊公司', code: '待定' })
    expect([second?.id, third?.id]).toEqual([first?.id, first?.id])
    expect(third).toMatchObject({ code: OTHER })
  })

  test('takes a right code under another name for the same enterprise, and the same name with another right code for another', async () => {
    const [renamed] = await resolve({ name: '示例己公司', code: OTHER })
    expect(renamed).toMatchObject({ name: '示例戊公司' })
    const [namesake] = await resolve({ name: '示例戊公司', code: '914303000043030252' })
    expect(namesake?.id).not.toBe(renamed?.id)
  })

  test('is only read by whoever looks', async () => {
    const before = await register()
    const found = await inPark(bench.product.runtime.database.app, park.id, 'read', (tx) =>
      findEnterprises(tx, park.id, [
        { name: '示例丙公司待补', code: '91350200776049653A' },
        { name: '示例无此公司' },
      ]),
    )
    expect(found.map((one) => one?.name)).toEqual(['示例丙公司待补', undefined])
    expect(await register()).toEqual(before)
  })
})
