import { afterAll, beforeAll, expect, test } from 'vitest'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../../../test/support/park.ts'
import { openFilesBench, pdf, png, type FilesBench } from '../files/fixtures.ts'
import { confirmCase } from './confirm-case.ts'
import { aRepliedCase } from './fixtures.ts'
import { oneCase } from './queries.ts'
import { strikeOffCase } from './strike-off-case.ts'
import { verifyPark } from './verify.ts'

let bench: TestProduct
let park: TestPark
let files: FilesBench
beforeAll(async () => {
  bench = await openTestProduct()
  park = await foundPark(bench)
  files = await openFilesBench(bench, park)
})
afterAll(async () => {
  await files.close()
  await bench.close()
})

/** A hazard that the handler has answered, with these files; the asker has confirmed. */
async function aHazardDone(bodies: readonly Parameters<FilesBench['send']>[1][]) {
  const { id } = await aRepliedCase(park, { kind: 'hazard', text: '厂房消防通道堆满货物' })
  const ids: string[] = []
  for (const body of bodies) ids.push(String((await files.send('handler', body)).body['id']))
  const attached = await files.server.call('handler', 'POST', `/cases/${id}/attach`, { body: { files: ids } })
  expect(attached.status).toBe(200)
  const { version } = await park.ask('supervisor', oneCase, { id })
  const confirmed = await park.act('asker', confirmCase, { id, version, rating: 5 })
  return { on: { id, version: confirmed.version }, ids }
}

const looked = (by: string) => ({ by, on: '2026-10-09', text: '现场看过，通道已清空' })

test('a hazard is struck off with pictures before and after and somebody else’s look; the entry names them', async () => {
  const { on, ids } = await aHazardDone([png(), png({ width: 3 })])
  const [before, after] = [ids[0] ?? '', ids[1] ?? '']
  const strike = (over: object) =>
    park.act('dispatcher', strikeOffCase, {
      ...on,
      before: [before],
      after: [after],
      reinspection: looked(park.people.supervisor),
      ...over,
    })
  for (const field of ['before', 'after', 'reinspection'])
    await expect(strike({ [field]: undefined })).rejects.toMatchObject({
      code: 'cases.hazard_evidence',
      detail: { field },
    })
  await expect(strike({ after: [before] })).rejects.toMatchObject({
    kind: 'invalid',
    code: 'cases.same_picture',
    detail: { field: 'after', file: before },
  })
  await expect(strike({ reinspection: looked(park.people.handler) })).rejects.toMatchObject({
    code: 'cases.own_work',
  })
  await expect(strike({ reinspection: looked(park.id) })).rejects.toMatchObject({
    code: 'cases.no_such_person',
  })
  const done = await strike({})
  expect(done.state).toBe('struck_off')
  const [entry] = await bench.sql(
    `select body -> 'set' as set from entries where case_id = $1 and action = 'strike_off'`,
    [on.id],
  )
  expect(entry?.['set']).toMatchObject({
    before: [before],
    after: [after],
    reinspected_by: park.people.supervisor,
  })
  expect((await verifyPark(files.bench.product.runtime, park.id)).findings).toEqual([])
})

test('what is no picture, or hangs on another case, shows nothing', async () => {
  const { on, ids } = await aHazardDone([png({ width: 5 }), pdf('/N5')])
  const other = await aHazardDone([png({ width: 7 })])
  const strike = (before: string, after: string) =>
    park.act('dispatcher', strikeOffCase, {
      ...on,
      before: [before],
      after: [after],
      reinspection: looked(park.people.supervisor),
    })
  await expect(strike(ids[0] ?? '', ids[1] ?? '')).rejects.toMatchObject({
    code: 'cases.no_such_picture',
    detail: { field: 'after' },
  })
  await expect(strike(other.ids[0] ?? '', ids[0] ?? '')).rejects.toMatchObject({
    code: 'cases.no_such_picture',
    detail: { field: 'before' },
  })
})
