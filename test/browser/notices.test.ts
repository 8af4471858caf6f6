import axe from 'axe-core'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sweepAll } from '../../src/kernel/jobs.ts'
import { outboxJob } from '../../src/kernel/outbox.ts'
import { noticesModule } from '../../src/modules/notices/index.ts'
import { openTestProduct, type TestProduct } from '../support/park.ts'
import { openTestServer, type TestServer } from '../support/server.ts'
import { launchChromium, NO_BROWSER } from './chromium.ts'
import { foundExamplePark, type ExamplePark } from './example-park.ts'

const DESK = { width: 1440, height: 900 }
const PHONE = { width: 390, height: 844 }

describe.skipIf(NO_BROWSER !== undefined)('the page of notices', () => {
  let browser: Browser
  let bench: TestProduct
  let server: TestServer
  let park: ExamplePark
  beforeAll(async () => {
    browser = await launchChromium()
    bench = await openTestProduct()
    park = await foundExamplePark(bench.product.runtime, (at) => bench.clock.set(at))
    server = await openTestServer(bench)
    await sweepAll(bench.product.runtime, outboxJob(noticesModule.listeners))
  })
  afterAll(async () => {
    await browser?.close()
    await server.close()
    await bench.close()
  })

  test.each([
    ['desk', DESK],
    ['phone', PHONE],
  ] as const)(
    'at %s width it fits, has no barriers, and its buttons mark what was read',
    async (_, viewport) => {
      const context = await browser.newContext({ viewport, locale: 'zh-CN' })
      const page = await context.newPage()
      const faults: string[] = []
      page.on('pageerror', ({ message }) => faults.push(message))
      const { name, password } = park.person('handler')
      await page.goto(`${server.address}/sign-in?to=/notices`)
      await page.fill('input[name=name]', name)
      await page.fill('input[name=password]', password)
      await page.click('button:not([type])')
      await page.waitForURL(`${server.address}/notices`)

      await page.evaluate(axe.source)
      const barriers =
        await page.evaluate(`axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })
      .then((found) => found.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html)))`)
      expect(barriers).toEqual([])
      expect(await page.evaluate('document.documentElement.scrollWidth > window.innerWidth')).toBe(false)

      const bell = () => page.locator('.bell b').innerText()
      const before = Number(await bell())
      await page.locator('.told li.new button').first().click()
      await expect.poll(async () => Number(await bell())).toBe(before - 1)
      expect(faults).toEqual([])
      await context.close()
    },
  )
})
