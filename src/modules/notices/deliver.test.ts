import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { shiftInstant } from '../../kernel/clock.ts'
import { run } from '../../kernel/command.ts'
import { inPark } from '../../kernel/database.ts'
import { ROOT } from '../../kernel/settings.ts'
import { openMailServer, type MailServer } from '../../../test/support/mail.ts'
import {
  foundPark,
  openTestProduct,
  type TestPark,
  type TestProduct,
  type Who,
} from '../../../test/support/park.ts'
import { aDispatchedCase, aRepliedCase } from '../cases/fixtures.ts'
import type { SetNoticeSettings } from './contract.ts'
import { MOST_ATTEMPTS } from './deliver.ts'
import { deliver, hear, toldTo } from './fixtures.ts'
import { sendNotices, type Telling } from './index.ts'
import { setNoticeSettings } from './set-settings.ts'

const MINUTE = 60_000
/** Friday in the morning, office open. */
const MORNING = '2026-10-09T02:24:00.000Z'

let bench: TestProduct
let park: TestPark
let mail: MailServer
let folder: string
let outside: { smtp_url: string; mail_from: string; notice_folder: string; public_url: string }
beforeAll(async () => {
  bench = await openTestProduct()
  mail = await openMailServer()
  folder = mkdtempSync(join(tmpdir(), 'bihuan-notices-'))
})
afterAll(async () => {
  await mail.close()
  await bench.close()
  rmSync(folder, { recursive: true, force: true })
})
beforeEach(async () => {
  bench.clock.set(MORNING)
  outside = {
    smtp_url: mail.url,
    mail_from: 'loop@park.example.com',
    notice_folder: folder,
    public_url: 'https://loop.park.example.com',
  }
  park = await foundPark(bench)
})
afterEach(async () => {
  // A sweep goes through all parks: what one test leaves another must not send.
  await bench.sql('delete from notice_deliveries')
  mail.mails.length = 0
  mail.refuse = undefined
  mail.onMail = () => Promise.resolve()
})

const choose = (who: Who, input: Partial<SetNoticeSettings>) => {
  const { runtime } = bench.product
  const open = { ...runtime, settings: { ...runtime.settings, ...outside } }
  return run(open, setNoticeSettings, input, { principal: park.principal(who), requestId: 'test' })
}
const byMail = (who: Who, over: Partial<SetNoticeSettings> = {}) =>
  choose(who, { channel: 'email', address: `${who}@example.com`, ...over })
const send = () => deliver(bench, outside)
const states = () =>
  bench.sql('select state, attempts, fault from notice_deliveries where park_id = $1', [park.id])
const tell = (who: Who, over: Partial<Telling> = {}) =>
  inPark(bench.product.runtime.database.worker, park.id, 'write', (tx) =>
    Promise.resolve(
      sendNotices(tx, {
        parkId: park.id,
        now: bench.clock(),
        key: `k${Math.round(performance.now() * 1000)}`,
        template: 'reminder.due_soon',
        about: { number: '2026-0001', kind: 'request', due_on: '2026-10-16' },
        to: [park.people[who]],
        ...over,
      }),
    ),
  )

test('a notice goes out by mail, in its receiver’s language, with a link and an id, once', async () => {
  await byMail('handler')
  await byMail('asker', { language: 'en' })
  const { id, number } = await aDispatchedCase(park)
  await hear(bench)
  await send()
  await send()
  expect(mail.mails).toHaveLength(3)
  const [toHandler] = mail.mails.filter(({ to }) => to.includes('handler@example.com'))
  expect(toHandler).toMatchObject({ from: 'loop@park.example.com', subject: `【闭环】待签收：${number}` })
  expect(toHandler?.body).toContain('诉求已交办给建设交通局，请签收。')
  expect(toHandler?.body).toContain(`https://loop.park.example.com/cases/${id}`)
  const noticeId = (await toldTo(park, 'handler'))[0]?.id ?? ''
  expect(toHandler?.headers.get('x-bihuan-notice')).toBe(noticeId)
  expect(toHandler?.headers.get('message-id')).toBe(`<${noticeId}@park.example.com>`)
  const toAsker = mail.mails.filter(({ to }) => to.includes('asker@example.com'))
  expect(toAsker.map(({ subject }) => subject).toSorted()).toEqual([
    `[Bihuan] Dispatched: ${number}`,
    `[Bihuan] Registered: ${number}`,
  ])
})

test('the file sender writes each message as one whole file', async () => {
  await choose('head', { channel: 'file', address: '13900000000' })
  await aRepliedCase(park)
  await hear(bench)
  await send()
  const files = readdirSync(folder)
  expect(files).toHaveLength(1)
  expect(files[0]).toMatch(/^[0-9a-f-]{36}\.json$/)
  const message: unknown = JSON.parse(readFileSync(join(folder, files[0] ?? ''), 'utf8'))
  expect(message).toMatchObject({
    id: files[0]?.slice(0, -'.json'.length),
    to: '13900000000',
    language: 'zh',
    subject: expect.stringMatching(/^【闭环】待签收：2026-\d{4}$/) as string,
  })
})

test('whoever has no channel gets nothing outside, and whoever closes his gets nothing more', async () => {
  await byMail('handler')
  await tell('handler')
  await tell('head')
  await choose('handler', { channel: 'none' })
  await send()
  expect(mail.mails).toEqual([])
  expect(await states()).toEqual([{ state: 'dropped', attempts: 1, fault: null }])
  expect(await toldTo(park, 'handler')).toHaveLength(1)
})

test('whoever holds no post any more gets nothing', async () => {
  await byMail('handler')
  await tell('handler')
  await bench.sql('delete from posts where user_id = $1', [park.people.handler])
  await send()
  expect(mail.mails).toEqual([])
})

test('a server that refuses is tried again after 1, 2, 4 … minutes; then it is given up, and that is said inside', async () => {
  await byMail('handler')
  await tell('handler', { hold: 'none' })
  mail.refuse = 'mailbox of handler@example.com is full'
  for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
    await send()
    expect((await states())[0]).toMatchObject({ attempts: attempt, fault: 'EENVELOPE' })
    bench.clock.pass(2 ** (attempt - 1) * MINUTE - 1000)
    await send()
    expect((await states())[0], 'not earlier').toMatchObject({ attempts: attempt })
    bench.clock.pass(2000)
  }
  expect((await states())[0]).toMatchObject({ state: 'given_up' })
  mail.refuse = undefined
  bench.clock.pass(1000 * MINUTE)
  await send()
  expect(mail.mails).toEqual([])
  expect((await toldTo(park, 'handler'))[0]).toMatchObject({ template: 'delivery.given_up' })
  // Only inside: a message that messages do not arrive would not arrive.
  expect(await states()).toHaveLength(1)
})

test('one channel that fails does not keep the other from its messages', async () => {
  for (const name of readdirSync(folder)) rmSync(join(folder, name))
  await byMail('handler')
  await choose('head', { channel: 'file', address: 'head' })
  for (let i = 0; i < 3; i++) {
    await tell('handler', { key: `a${i}` })
    await tell('head', { key: `a${i}` })
  }
  mail.refuse = 'not now'
  await send()
  expect(readdirSync(folder)).toHaveLength(3)
  // The mail server was asked once, not three times.
  expect(
    (await states()).filter(({ attempts, state }) => state === 'waiting' && attempts === 1),
  ).toHaveLength(1)
})

test('a folder that cannot be written is a failure like any other', async () => {
  await choose('head', { channel: 'file', address: 'head' })
  await tell('head')
  const file = join(folder, 'no-folder')
  writeFileSync(file, '')
  await deliver(bench, { ...outside, notice_folder: join(file, 'below') })
  expect(await states()).toMatchObject([{ state: 'waiting', attempts: 1, fault: 'ENOTDIR' }])
  rmSync(file)
})

test('a channel that the installation has closed since is tried until it is given up', async () => {
  await byMail('handler')
  await tell('handler')
  await deliver(bench)
  expect(await states()).toMatchObject([{ state: 'waiting', attempts: 1, fault: 'channel_closed' }])
})

test('midnight mails: what happens in the evening is told at once inside, and outside in the morning', async () => {
  await byMail('handler')
  bench.clock.set('2026-10-09T13:00:00.000Z') // 21:00 in the park
  await tell('handler', { template: 'reply.know' })
  expect(await toldTo(park, 'handler')).toHaveLength(1)
  await send()
  bench.clock.set('2026-10-09T23:59:50.000Z') // 07:59:50
  await send()
  expect(mail.mails).toEqual([])
  // To wait is no attempt.
  expect(await states()).toMatchObject([{ state: 'waiting', attempts: 0 }])
  bench.clock.set('2026-10-10T00:00:00.000Z') // 08:00
  await send()
  expect(mail.mails).toHaveLength(1)
})

test('an urgent one leaves at night for those who allowed it alone; own quiet hours stand before the park’s', async () => {
  await byMail('handler', { urgent_at_once: true })
  await byMail('head')
  await byMail('leader', { quiet: { from: '23:30', to: '05:00' } })
  bench.clock.set('2026-10-09T14:00:00.000Z') // 22:00 in the park
  for (const who of ['handler', 'head', 'leader'] as const)
    await tell(who, { template: 'urge.do', urgent: who !== 'leader', key: 'urged' })
  await send()
  expect(mail.mails.flatMap(({ to }) => to).toSorted()).toEqual(['handler@example.com', 'leader@example.com'])
})

test('a reminder waits for the office, also over a weekend', async () => {
  await byMail('head')
  bench.clock.set('2026-10-16T09:31:00.000Z') // Friday 17:31
  await tell('head')
  await send()
  bench.clock.set('2026-10-18T02:00:00.000Z') // Sunday 10:00
  await send()
  expect(mail.mails).toEqual([])
  bench.clock.set('2026-10-19T00:30:00.000Z') // Monday 08:30
  await send()
  expect(mail.mails).toHaveLength(1)
})

test('a server that is killed while it sends loses no message, and one that comes twice carries the same id', async () => {
  await byMail('handler')
  const COUNT = 24
  for (let i = 0; i < COUNT; i++) await tell('handler', { key: `kill/${i}`, hold: 'none' })
  const { data, database_url = '' } = bench.settings
  let now = bench.clock()
  let kills = 0
  for (let round = 0; round < 4; round++) {
    now = shiftInstant(now, 2 * MINUTE)
    const child = spawn(
      process.execPath,
      [join(ROOT, 'test/support/deliver-child.ts'), data, database_url, mail.url, now],
      { stdio: 'ignore' },
    )
    const ended = new Promise<void>((resolve) => child.on('exit', () => resolve()))
    const enough = mail.mails.length + 4
    // Killed when the mail is with the other side and nobody has noted it yet.
    mail.onMail = () => {
      if (mail.mails.length === enough) kills += Number(child.kill('SIGKILL'))
      return Promise.resolve()
    }
    await ended
  }
  expect(kills, 'the fault happened').toBe(4)
  mail.onMail = () => Promise.resolve()
  bench.clock.set(shiftInstant(now, 2 * MINUTE))
  await send()
  const ids = mail.mails.map(({ headers }) => headers.get('x-bihuan-notice'))
  expect(new Set(ids).size, 'none is lost').toBe(COUNT)
  expect(ids.length, 'twice at most for each kill').toBeLessThanOrEqual(COUNT + kills)
  expect(ids.length, 'what was in the air came again').toBeGreaterThan(COUNT)
  expect((await states()).every(({ state }) => state === 'sent')).toBe(true)
})
