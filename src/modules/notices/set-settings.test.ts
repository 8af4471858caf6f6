import { afterAll, beforeAll, expect, test } from 'vitest'
import { answer } from '../../kernel/query.ts'
import { run } from '../../kernel/command.ts'
import type { Runtime } from '../../kernel/runtime.ts'
import {
  foundPark,
  openTestProduct,
  type TestPark,
  type TestProduct,
  type Who,
} from '../../../test/support/park.ts'
import type { SetNoticeSettings } from './contract.ts'
import { noticeSettings, setNoticeSettings } from './set-settings.ts'

let bench: TestProduct
let park: TestPark
let runtime: Runtime
beforeAll(async () => {
  bench = await openTestProduct()
  park = await foundPark(bench)
  const { settings } = bench.product.runtime
  const open = {
    smtp_url: 'smtp://mail.example.com',
    mail_from: 'loop@example.com',
    notice_folder: '/nowhere',
  }
  runtime = { ...bench.product.runtime, settings: { ...settings, ...open } }
})
afterAll(() => bench.close())

const set = async (who: Who, input: Partial<SetNoticeSettings>) =>
  (await run(runtime, setNoticeSettings, input, { principal: park.principal(who), requestId: 'test' })).value
const settingsOf = (who: Who) => answer(runtime, noticeSettings, {}, park.principal(who))

test('whoever says nothing is told inside alone', async () => {
  expect(await settingsOf('head')).toEqual({
    channel: 'none',
    address: null,
    language: null,
    quiet: null,
    park_quiet: { from: '21:00', to: '08:00' },
    urgent_at_once: false,
    channels: ['none', 'email', 'file'],
  })
})

test('an address is kept for its owner alone, and he too sees it masked', async () => {
  const address = 'liang.zhu@example.com'
  const view = await set('handler', { channel: 'email', address, language: 'en' })
  expect(view).toMatchObject({ channel: 'email', address: 'l***@example.com', language: 'en' })
  expect(await settingsOf('handler')).toEqual(view)
  expect((await settingsOf('head')).address).toBeNull()
  for (const table of ['audit', 'idempotency_keys', 'outbox', 'notices', 'notice_deliveries'])
    expect(JSON.stringify(await bench.sql(`select * from ${table}`)), table).not.toContain('liang')
})

test('the address known stays when none is given, and is forgotten with its channel', async () => {
  await set('handler', { channel: 'email', urgent_at_once: true })
  expect(await settingsOf('handler')).toMatchObject({ address: 'l***@example.com', urgent_at_once: true })
  // What was an e-mail address is none for another channel.
  await expect(set('handler', { channel: 'file' })).rejects.toMatchObject({ code: 'notices.address_missing' })
  await set('handler', { channel: 'none' })
  expect((await bench.sql('select address from notice_settings'))[0]).toEqual({ address: null })
  await expect(set('handler', { channel: 'email' })).rejects.toMatchObject({
    code: 'notices.address_missing',
  })
})

test('what is no e-mail address, no time or no channel here is refused with the way out', async () => {
  for (const address of [
    'nobody',
    'a@b',
    'a@example.com\r\nBcc: b@example.com',
    'a@example.com, b@example.com',
  ])
    await expect(set('head', { channel: 'email', address })).rejects.toMatchObject({ kind: 'invalid' })
  await expect(set('head', { channel: 'none', quiet: { from: '24:00', to: '8' } })).rejects.toMatchObject({
    code: 'kernel.input',
  })
  await expect(
    park.act('head', setNoticeSettings, { channel: 'email', address: 'a@example.com' }),
  ).rejects.toMatchObject({ code: 'notices.channel_closed', detail: { open: ['none'] } })
})
