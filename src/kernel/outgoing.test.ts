import { hostname } from 'node:os'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openReceiver, type Receiver } from '../../test/support/receiver.ts'
import { isPublicAddress, isPublicName } from './addresses.ts'
import { makeOutgoing, publicOnly, Unreachable, type Outgoing } from './outgoing.ts'

let receiver: Receiver
/** As the product makes it, but that it would trust the listener's certificate. */
let outgoing: Outgoing
const DATABASE_PORT = 54329
beforeAll(async () => {
  receiver = await openReceiver()
  outgoing = makeOutgoing(publicOnly([DATABASE_PORT]), { ca: receiver.ca })
})
afterAll(() => receiver.close())

/** Hosts that lead to this machine or this house, in every spelling that we know of. */
const OWN_HOSTS = [
  '127.0.0.1',
  '127.1',
  '127.0.1',
  '2130706433',
  '0x7f000001',
  '0x7f.1',
  '0x7f.0x0.0x0.0x1',
  '0177.0.0.1',
  '0177.1',
  '017700000001',
  '127.0.0.1.',
  '127.0.0.2',
  '127.255.255.254',
  '%31%32%37.0.0.1',
  '①②⑦.⓪.⓪.①',
  '127。0。0。1',
  '0.0.0.0',
  '0',
  '0x0',
  '00.00',
  '[::1]',
  '[::]',
  '[0:0:0:0:0:0:0:1]',
  '[0000::0001]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[::ffff:0:0]',
  '[0:0:0:0:0:ffff:127.0.0.1]',
  '[::127.0.0.1]',
  '[::ffff:0:127.0.0.1]',
  '[64:ff9b::7f00:1]',
  '[64:ff9b:1::7f00:1]',
  '[2002:7f00:1::]',
  '[2002:c0a8:101::1]',
  '[2001:0:7f00:1::]',
  '[2001:db8::1]',
  '[3fff::1]',
  '[100::1]',
  '[fe80::1]',
  '[fec0::1]',
  '[fc00::1]',
  '[fd12:3456::1]',
  '[ff02::1]',
  '[ff05::2]',
  '[::ffff:10.0.0.1]',
  '[::ffff:169.254.169.254]',
  '10.0.0.1',
  '10.255.255.255',
  '167772161',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.0.1',
  '0xc0a80001',
  '169.254.169.254',
  '0xa9fea9fe',
  '2852039166',
  '100.64.0.1',
  '100.127.255.254',
  '100.100.100.200',
  '192.0.0.8',
  '192.0.2.1',
  '198.18.0.1',
  '198.19.255.255',
  '198.51.100.7',
  '203.0.113.7',
  '224.0.0.1',
  '239.255.255.255',
  '240.0.0.1',
  '255.255.255.255',
  'localhost',
  'LOCALHOST',
  'localhost.',
  'loop.localhost',
  'localhost.localdomain',
  'printer.local',
  'db.internal',
  'router.lan',
  'server.corp',
  'nas.home.arpa',
  'intranet',
  'ip6-localhost',
  hostname(),
]

test('no connection is ever opened to this machine or this house, however it is spelt', async () => {
  const targets = [
    ...OWN_HOSTS.map((host) => `https://${host}:${receiver.port}/hook`),
    ...OWN_HOSTS.slice(0, 3).map((host) => `https://public.example@${host}:${receiver.port}/`),
    `https://user:secret@1.1.1.1/`,
    `http://1.1.1.1/`,
    `http://127.0.0.1:${receiver.port}/`,
    `file:///etc/passwd`,
    `gopher://127.0.0.1:${receiver.port}/`,
    `ftp://127.0.0.1:${receiver.port}/`,
    `javascript:1`,
    `https://1.1.1.1:${DATABASE_PORT}/`,
    `https://[2606:4700:4700::1111]:${DATABASE_PORT}/`,
    `https://`,
    `//127.0.0.1/`,
    `not a url`,
  ]
  expect(targets.length).toBeGreaterThanOrEqual(90)
  for (const target of targets) {
    await expect(outgoing.check(target), target).rejects.toBeInstanceOf(Unreachable)
    await expect(outgoing.post(target, { headers: {}, body: '{}' }), target).rejects.toBeInstanceOf(
      Unreachable,
    )
  }
  expect(receiver.connections()).toBe(0)
})

test('a name that leads home is found out at the moment of connecting, whatever was said of it before', async () => {
  // Like a name whose owner gave it another address after it was checked: here no name is refused as such.
  const rebound = makeOutgoing({ ...publicOnly([]), name: () => true }, { ca: receiver.ca })
  for (const name of ['localhost', 'LocalHost']) {
    await receiver.outgoing.check(`https://${name}:${receiver.port}/`)
    await expect(
      rebound.post(`https://${name}:${receiver.port}/`, { headers: {}, body: '{}' }),
    ).rejects.toMatchObject({ reason: 'address' })
  }
  expect(receiver.connections()).toBe(0)
})

test('the control: the same listener is reached where the guard allows this one address', async () => {
  const before = receiver.connections()
  const status = await receiver.outgoing.post(`https://127.0.0.1:${receiver.port}/hook`, {
    headers: { 'content-type': 'application/json' },
    body: '{"a":"中"}',
  })
  expect(status).toBe(204)
  expect(receiver.connections()).toBe(before + 1)
  expect(receiver.received.at(-1)).toMatchObject({ path: '/hook', body: '{"a":"中"}' })
  await receiver.outgoing.check(`https://localhost:${receiver.port}/`)
  expect(await receiver.outgoing.post(`https://localhost:${receiver.port}/`, { headers: {}, body: '' })).toBe(
    204,
  )
  expect(receiver.connections()).toBe(before + 2)
})

test('a redirect is not followed', async () => {
  receiver.status = 307
  receiver.headers = { location: `https://localhost:${receiver.port}/elsewhere` }
  const before = receiver.connections()
  await expect(
    receiver.outgoing.post(`https://127.0.0.1:${receiver.port}/first`, { headers: {}, body: '{}' }),
  ).rejects.toMatchObject({ reason: 'redirect' })
  expect(receiver.connections()).toBe(before + 1)
  expect(receiver.received.some(({ path }) => path === '/elsewhere')).toBe(false)
  receiver.headers = {}
  receiver.status = 204
})

test('a certificate that nobody vouches for is not trusted', async () => {
  const strict = makeOutgoing({ name: () => true, address: () => true, port: () => true })
  const heard = receiver.received.length
  await expect(
    strict.post(`https://127.0.0.1:${receiver.port}/`, { headers: {}, body: '{}' }),
  ).rejects.toMatchObject({ reason: 'broken' })
  expect(receiver.received).toHaveLength(heard)
})

test('whoever does not answer is left after five seconds', async () => {
  receiver.status = undefined
  const started = performance.now()
  await expect(
    receiver.outgoing.post(`https://127.0.0.1:${receiver.port}/`, { headers: {}, body: '{}' }),
  ).rejects.toMatchObject({ reason: 'timeout' })
  expect(performance.now() - started).toBeGreaterThan(4_900)
  expect(performance.now() - started).toBeLessThan(8_000)
  receiver.status = 204
})

test('public addresses and names are public, to the edge of what is not', () => {
  for (const address of [
    '1.1.1.1',
    '9.255.255.255',
    '11.0.0.0',
    '100.63.255.255',
    '100.128.0.0',
    '126.255.255.255',
    '128.0.0.0',
    '169.253.255.255',
    '172.15.255.255',
    '172.32.0.0',
    '192.167.255.255',
    '192.169.0.0',
    '198.17.255.255',
    '198.20.0.0',
    '223.255.255.255',
    '2606:4700:4700::1111',
    '2400:3200::1',
  ])
    expect(isPublicAddress(address), address).toBe(true)
  for (const text of ['', 'fe80::1%eth0', '1.1.1.1.', '127.1', 'one.one.one.one'])
    expect(isPublicAddress(text), text).toBe(false)
  for (const name of ['hooks.example.com', 'a-b.example.cn.', 'local.example.com', 'xn--fiqs8s.xn--fiqs8s'])
    expect(isPublicName(name), name).toBe(true)
})
