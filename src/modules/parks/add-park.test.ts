import { afterAll, beforeAll, expect, test } from 'vitest'
import { consoleActor } from '../../kernel/actor.ts'
import { run } from '../../kernel/command.ts'
import { newId } from '../../kernel/ids.ts'
import { foundPark, openTestProduct, type TestProduct } from '../../../test/support/park.ts'
import { addPark } from './add-park.ts'
import { currentPark } from './queries.ts'

let bench: TestProduct
beforeAll(async () => {
  bench = await openTestProduct()
})
afterAll(() => bench.close())

const found = (code: string, departments: string[] = []) => {
  const { runtime } = bench.product
  const id = newId(runtime.clock())
  return run(
    runtime,
    addPark,
    { id, code, name: '示例园区', departments },
    { principal: consoleActor(id), requestId: 'test' },
  )
}

test('a new park has its departments, its deadline rules at their defaults, and no days off of its own', async () => {
  const { value } = await found('xt', ['建设局', '环保局'])
  expect(value).toMatchObject({
    code: 'xt',
    time_zone: 'Asia/Shanghai',
    days_off: [],
    departments: [{ name: '建设局', kind: 'own' }, { name: '环保局' }],
  })
  expect(value.deadline_rules.map(({ code, amount, unit }) => [code, amount, unit])).toEqual([
    ['consultation', 1, 'working_days'],
    ['general', 5, 'working_days'],
    ['complex', 10, 'working_days'],
    ['urgent', 2, 'working_days'],
    ['critical', 1, 'working_days'],
    ['dispatch', 1, 'working_days'],
    ['accept', 240, 'working_minutes'],
    ['accept_urgent', 120, 'working_minutes'],
    ['accept_critical', 60, 'working_minutes'],
    ['confirm', 5, 'working_days'],
    ['strike_off', 3, 'working_days'],
    ['co_accept', 240, 'working_minutes'],
    ['co_reply', 2, 'working_days_before'],
  ])
})

test('a code that is taken, a code of the wrong form and a department given twice are refused, and nothing is half made', async () => {
  await found('taken')
  await expect(found('taken')).rejects.toMatchObject({ kind: 'conflict', code: 'parks.code_taken' })
  await expect(found('Taken!')).rejects.toMatchObject({
    code: 'kernel.input',
    detail: { faults: [{ path: 'code', code: 'parks.code_form' }] },
  })
  await expect(found('twice', ['建设局', '建设局'])).rejects.toMatchObject({ code: 'parks.department_twice' })
  expect(await bench.sql("select from parks where code = 'twice'")).toEqual([])
})

test('nobody but the console founds parks', async () => {
  const park = await foundPark(bench)
  const id = newId(bench.clock())
  await expect(
    park.act('admin', addPark, { id, code: 'mine', name: '我的园区', departments: [] }),
  ).rejects.toMatchObject({ kind: 'forbidden' })
})

test('everybody of a park sees its departments and rules', async () => {
  const park = await foundPark(bench)
  expect((await park.ask('asker', currentPark, {})).departments.map(({ name }) => name)).toContain(
    '建设交通局',
  )
})
