/**
 * A server in a process of its own, for tests that kill it: `node serve-child.ts DATA PORT`. Its clock starts at a
 * fixed moment, so that deadlines can be computed in whatever year the test runs. With CONTROL=naive it has a route
 * that answers before anything is written, which is what the tests must find out.
 */
import pg from 'pg'
import { makeApp } from '../../src/app.ts'
import { shiftInstant } from '../../src/kernel/clock.ts'
import { readSettings } from '../../src/kernel/settings.ts'
import { openProduct } from '../../src/product.ts'

const [data = '', port = ''] = process.argv.slice(2)
const settings = readSettings({}, { data, port, log_level: 'silent' })
// With CLOCK_ORIGIN (milliseconds since 1970) the fixed moment was then, so that the test has the same clock.
const origin = Number(process.env['CLOCK_ORIGIN'] ?? performance.timeOrigin)
const clock = () =>
  shiftInstant('2026-10-09T02:24:00.000Z', Math.round(performance.timeOrigin + performance.now() - origin))
const product = await openProduct({ settings, clock })
const { server } = await makeApp({ product, settings, version: 'test' })

if (process.env['CONTROL'] === 'naive') {
  const url = process.env['CONTROL_DATABASE'] ?? ''
  const pool = new pg.Pool({ connectionString: url, max: 4 })
  pool.on('error', () => undefined)
  server.post('/naive', (request, reply) => {
    const { key } = request.body as { key: string }
    setTimeout(() => void pool.query('insert into naive_acks values ($1)', [key]).catch(() => undefined), 30)
    return reply.status(201).send({ key })
  })
}

await server.listen({ host: '127.0.0.1', port: settings.port })
process.stdout.write('ready\n')
