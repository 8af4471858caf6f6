import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { aPath } from '../../src/kernel/spreadsheet/fixtures.ts'
import { readWorkbook } from '../../src/kernel/spreadsheet/read.ts'
import { writeWorkbookFile, type WritableCell } from '../../src/kernel/spreadsheet/write.ts'
import { openTestProduct, type TestProduct } from '../support/park.ts'
import { openTestServer, type TestServer } from '../support/server.ts'
import { launchChromium, NO_BROWSER } from './chromium.ts'
import {
  barriers,
  DESK,
  isWiderThanScreen,
  PHONE,
  SMALL_CONTROLS,
  visitorOf,
  type Visitor,
} from './visitor.ts'

const OWN = '青花-瓷器-2026'
/** Where pictures of the pages go, for whoever looks at them; none are made otherwise. */
const PICTURES = process.env['BIHUAN_PICTURES']

async function aRoster(rows: readonly (readonly WritableCell[])[]): Promise<string> {
  const path = aPath()
  const columns = ['姓名', '部门', '岗位', '手机'].map((title) => ({ title }))
  await writeWorkbookFile(path, [{ name: '人员', titles: ['示例新区花名册'], columns, rows }])
  return path
}

const ROWS: readonly (readonly WritableCell[])[] = [
  ['示例交办员', null, '交办中心', 10000000001],
  ['示例经办员', '建设局', '经办人', null],
  ['示例科长', '建设局', '部门负责人、督查', '10000000003'],
  ['示例经办员二', '经济发展局', '经办人', null],
  ['<img src=x onerror=alert(1)>', '建设局', '经办人', null],
  ['示例保洁员', '建设局', '保洁', null],
  [null, '建设局', '经办人', null],
]

describe.skipIf(NO_BROWSER !== undefined)('the first day in Chromium', () => {
  let browser: Browser
  let bench: TestProduct
  let server: TestServer
  beforeAll(async () => {
    browser = await launchChromium()
  })
  afterAll(() => browser?.close())
  beforeEach(async () => {
    bench = await openTestProduct()
    server = await openTestServer(bench)
  })
  afterEach(async () => {
    await server?.close()
    await bench?.close()
  })

  async function found({ page }: Visitor): Promise<void> {
    await page.goto(`${server.address}/setup?token=${server.setupToken ?? ''}`)
    await page.locator('#park-name').fill('示例新区')
    await page.locator('#park-code').fill('shili-xq')
    await page.locator('#name').fill('管理员')
    await page.locator('#password').fill(OWN)
    await page.locator('form .btn.p').click()
    await page.waitForURL('**/first-day/departments')
  }

  async function upload(page: Page, file: string | { name: string; mimeType: string; buffer: Buffer }) {
    await page.locator('#file').setInputFiles(file)
    await page.locator('form[action="/first-day/roster"] button').click()
  }

  describe.each([
    ['zh', 'desk', DESK, 'zh-CN'],
    ['en', 'desk', DESK, 'en-GB'],
    ['zh', 'phone', PHONE, 'zh-CN'],
    ['en', 'phone', PHONE, 'en-GB'],
  ] as const)('in %s on the %s', (language, size, viewport, locale) => {
    test('from the link of the terminal to a park whose people sign in, with no barrier on the way', async () => {
      const admin = await visitorOf(browser, viewport, locale)
      const { page } = admin
      const wrong: string[] = []
      let pictures = 0
      const look = async (what: string, seen = page) => {
        for (const barrier of await barriers(seen)) wrong.push(`${what}: ${barrier}`)
        if (await isWiderThanScreen(seen)) wrong.push(`${what} is wider than the ${size}`)
        if (size === 'phone')
          for (const small of await seen.evaluate<string[]>(SMALL_CONTROLS))
            wrong.push(`${what}: small ${small}`)
        if (PICTURES !== undefined)
          await seen.screenshot({
            path: join(PICTURES, `${language}-${size}-${++pictures}-${what}.png`),
            fullPage: true,
          })
      }
      await page.goto(`${server.address}/setup?token=${server.setupToken ?? ''}`)
      await look('park')
      await found(admin)
      await look('no departments')
      await page.locator('#own').fill('建设局\n企业服务中心、建设局\n')
      await page.locator('#external').fill('示例供电所')
      await page.locator('form[data-send] button').click()
      await page.locator('.tag:nth-child(3)').waitFor()
      await look('departments')
      await page.goto(`${server.address}/first-day`)
      await look('lacking')
      expect(await page.locator('.lacks li').count()).toBe(5)
      await page.locator('.lacks li:nth-child(4) a').click()
      await page.waitForURL(/people\?post=handler&department=/)
      expect(await page.locator('#department').inputValue()).not.toBe('')
      await page.goto(`${server.address}/first-day/people`)
      await page.locator('#name').fill('示例回访员')
      await page.locator('#post').selectOption('return_visitor')
      await page.locator('form[data-send] button').click()
      await page.locator('.rows tbody tr:nth-child(2)').waitFor()
      await look('people')
      await upload(page, { name: '名单.csv', mimeType: 'text/csv', buffer: Buffer.from('姓名,岗位\n') })
      await page.locator('#file-fault').waitFor()
      expect(await page.locator('#file-fault').innerText()).toContain('名单.csv')
      await look('refused file')
      await page.locator('[name=make_departments]').check()
      await upload(page, await aRoster(ROWS))
      await page.waitForURL(/\/first-day\/roster\/[0-9a-f-]{36}$/)
      await look('preview')
      expect(await bench.sql('select 1 from users')).toHaveLength(2)
      expect(await page.locator('.refused tbody tr').count()).toBe(2)
      await page.locator('.onward form button').click()
      await page.locator('.onward a[href="/first-day/passwords"]').waitFor()
      await look('imported')
      expect(await bench.sql('select 1 from users')).toHaveLength(7)
      await page.locator('.onward a.p').click()
      await page.waitForURL('**/first-day/passwords')
      await look('passwords')
      await page.locator('.onward button').click()
      await page.locator('.slip').first().waitFor()
      await look('slips')
      const slips = await page.evaluate<[string, string][]>(
        `[...document.querySelectorAll('.slip')].map((slip) =>
          [...slip.querySelectorAll('dd')].slice(0, 2).map(({ textContent }) => textContent.trim()))`,
      )
      expect(slips).toHaveLength(6)
      if (PICTURES !== undefined) {
        await page.emulateMedia({ media: 'print' })
        await look('slips on paper')
        await page.emulateMedia({ media: 'screen' })
      }
      await page.goto(`${server.address}/first-day`)
      await look('ready')

      const clerk = await visitorOf(browser, viewport, locale)
      const [name, slip] = slips.find(([who]) => who === '示例交办员') ?? []
      await clerk.page.goto(`${server.address}/sign-in`)
      await clerk.page.locator('#name').fill(name ?? '')
      await clerk.page.locator('#password').fill(slip ?? '')
      await clerk.page.locator('form .btn.p').click()
      await clerk.page.waitForURL('**/password')
      await look('own password', clerk.page)
      await clerk.page.goto(`${server.address}/cases`)
      await clerk.page.waitForURL('**/password')
      await clerk.page.locator('#old').fill('wrong')
      await clerk.page.locator('#new').fill(OWN)
      await clerk.page.locator('form .btn.p').click()
      await clerk.page.locator('#old-fault:visible').waitFor()
      expect(await clerk.page.evaluate('document.activeElement.id')).toBe('old')
      await clerk.page.locator('#old').fill(slip ?? '')
      await clerk.page.locator('form .btn.p').click()
      await clerk.page.waitForURL('**/cases')
      expect(wrong).toEqual([])
      expect([...admin.faults, ...clerk.faults]).toEqual([])
      await admin.context.close()
      await clerk.context.close()
    }, 120_000)
  })

  test('the same file again says that everybody is here, and offers nothing to confirm', async () => {
    const admin = await visitorOf(browser)
    const { page } = admin
    await found(admin)
    const file = await aRoster(ROWS.slice(0, 4))
    for (const round of [1, 2]) {
      await page.goto(`${server.address}/first-day/people`)
      await page.locator('[name=make_departments]').check()
      await upload(page, file)
      await page.waitForURL(/\/roster\//)
      if (round === 1) {
        await page.locator('.onward form button').click()
        await page.locator('.onward a[href="/first-day/passwords"]').waitFor()
      }
    }
    expect(await page.getByRole('main').innerText()).toContain('都已经有了，没有要导入的')
    expect(await page.locator('.onward form').count()).toBe(0)
    expect(await page.locator('.pill').allInnerTexts()).toEqual(Array(4).fill('已有'))
  })

  test('the template is a workbook with the posts that may be written', async () => {
    const admin = await visitorOf(browser)
    await found(admin)
    const waiting = admin.page.waitForEvent('download')
    await admin.page.getByRole('link', { name: '下载模板' }).click()
    const path = aPath()
    await (await waiting).saveAs(path)
    const texts: string[] = []
    for await (const item of readWorkbook(path))
      if (item.kind === 'row') texts.push(item.row.cells.map(({ value }) => String(value ?? '')).join('|'))
    expect(texts.join('\n')).toContain('例：示例经办员|示例建设局|经办人')
    expect(texts.join('\n')).toContain('督查')
  })
})
