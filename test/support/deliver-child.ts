/**
 * A server's job in a process of its own, for the test that kills it while it sends:
 * `node deliver-child.ts DATA DATABASE_URL SMTP_URL NOW`
 */
import { shiftInstant } from '../../src/kernel/clock.ts'
import { sweepAll } from '../../src/kernel/jobs.ts'
import { readSettings } from '../../src/kernel/settings.ts'
import { noticesModule } from '../../src/modules/notices/index.ts'
import { openProduct } from '../../src/product.ts'

const [data = '', database_url = '', smtp_url = '', now = ''] = process.argv.slice(2)
const settings = readSettings(
  {},
  { data, database_url, smtp_url, mail_from: 'loop@example.com', log_level: 'silent' },
)
const started = performance.now()
const clock = () => shiftInstant(now, Math.round(performance.now() - started))
const product = await openProduct({ settings, clock })
for (const job of noticesModule.jobs) await sweepAll(product.runtime, job)
await product.close()
