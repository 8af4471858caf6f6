import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestProduct, type TestProduct } from '../support/park.ts'
import { openTestServer, type TestServer } from '../support/server.ts'
import { addUser } from '../../src/modules/people/index.ts'
import { consoleActor } from '../../src/kernel/actor.ts'
import { run } from '../../src/kernel/command.ts'
import { newId } from '../../src/kernel/ids.ts'
import { addPark } from '../../src/modules/parks/index.ts'
import { launchChromium, NO_BROWSER } from './chromium.ts'
import { foundExamplePark, PASSWORD, SCRIPT, type ExamplePark, type Who } from './example-park.ts'
import {
  barriers,
  DESK,
  isWiderThanScreen,
  PHONE,
  SMALL_CONTROLS,
  visitorOf,
  type Visitor,
} from './visitor.ts'

let browser: Browser
beforeAll(async () => {
  if (NO_BROWSER === undefined) browser = await launchChromium()
})
afterAll(() => browser?.close())

const visitor = (viewport = DESK, locale = 'zh-CN') => visitorOf(browser, viewport, locale)

describe.skipIf(NO_BROWSER !== undefined)(
  `pages in Chromium${NO_BROWSER === undefined ? '' : ` (${NO_BROWSER})`}`,
  () => {
    let bench: TestProduct
    let park: ExamplePark
    let server: TestServer
    beforeAll(async () => {
      bench = await openTestProduct()
      park = await foundExamplePark(bench.product.runtime, (at) => bench.clock.set(at))
      server = await openTestServer(bench)
    })
    afterAll(async () => {
      await server?.close()
      await bench?.close()
    })

    async function fill({ page }: Visitor, who: { name: string; password: string }) {
      await page.getByLabel(/用户名|User name/).fill(who.name)
      await page.getByLabel(/^(密码|Password)$/).fill(who.password)
      await page.getByRole('button', { name: /^(登录|Sign in)/ }).click()
    }

    async function signedIn(who: Who = 'dispatcher', viewport = DESK, locale = 'zh-CN'): Promise<Visitor> {
      const guest = await visitor(viewport, locale)
      await guest.page.goto(`${server.address}/`)
      await fill(guest, park.person(who))
      await guest.page.waitForURL((url) => !url.pathname.startsWith('/sign-in'))
      return guest
    }

    test('a wrong password is refused without telling which field, a right one leads to the page that was asked for', async () => {
      const guest = await visitor()
      const { page } = guest
      await page.goto(`${server.address}/cases?overdue=true`)
      expect(await page.title()).toBe('登录 · 闭环')
      await page.getByRole('button', { name: '登录' }).click()
      expect(await page.locator('.fault:visible').allInnerTexts()).toEqual(['请填用户名。', '请填密码。'])
      expect(await page.evaluate('document.activeElement.id')).toBe('name')
      await fill(guest, { name: '陈调度员', password: 'not it' })
      const alert = page.getByRole('alert')
      await alert.waitFor()
      const wrong = await alert.innerText()
      expect(wrong).toContain('用户名或密码不对')
      await fill(guest, { name: '没有此人', password: 'not it' })
      await alert.waitFor()
      expect(await alert.innerText()).toBe(wrong)
      await fill(guest, park.person('dispatcher'))
      await page.waitForURL(`${server.address}/cases?overdue=true`)
      expect(await page.locator('.cases tbody tr').count()).toBe(1)
      expect(guest.faults).toEqual([])
    })

    test('the password can be shown and hidden again', async () => {
      const { page } = await visitor()
      await page.goto(`${server.address}/sign-in`)
      const eye = page.getByRole('button', { name: '显示密码' })
      const type = () => page.locator('#password').getAttribute('type')
      await eye.click()
      expect([await type(), await eye.getAttribute('aria-pressed')]).toEqual(['text', 'true'])
      await eye.click()
      expect([await type(), await eye.getAttribute('aria-pressed')]).toEqual(['password', 'false'])
    })

    test('who fits in several parks is asked for one, by name', async () => {
      const { runtime } = bench.product
      const id = newId(runtime.clock())
      const asConsole = { principal: consoleActor(id), requestId: 'test' }
      await run(runtime, addPark, { id, code: 'shili-gx', name: '示例高新区', departments: [] }, asConsole)
      const twin = { name: '两园专员', post: 'officer', password: PASSWORD } as const
      await run(runtime, addUser, twin, asConsole)
      await run(runtime, addUser, twin, { principal: consoleActor(park.id), requestId: 'test' })
      const guest = await visitor()
      await guest.page.goto(`${server.address}/sign-in`)
      await fill(guest, twin)
      await guest.page.getByRole('radio', { name: '示例高新区' }).check()
      await guest.page.getByRole('button', { name: '登录' }).click()
      await guest.page.waitForURL('**/cases')
      expect(await guest.page.locator('.side .who').innerText()).toContain('示例高新区')
      expect(await guest.page.getByRole('heading', { name: '还没有事项' }).isVisible()).toBe(true)
    })

    test('the list is filtered through the form, and each condition has its way out', async () => {
      const { page, faults } = await signedIn()
      await page.getByLabel('状态').selectOption({ label: '未销号' })
      await page.getByLabel('责任部门').selectOption('建设交通局')
      await page.getByRole('button', { name: '筛选', exact: true }).click()
      await page.waitForURL(/state=open/)
      expect(await page.locator('td.c-department').allInnerTexts()).toEqual(Array(5).fill('建设交通局'))
      await page.getByRole('link', { name: '去掉：状态 未销号' }).click()
      await page.waitForURL((url) => !url.search.includes('state'))
      expect(await page.locator('.cases tbody tr').count()).toBe(6)
      await page.getByLabel('搜索').fill('路灯')
      await page.keyboard.press('Enter')
      await page.waitForURL(/q=/)
      expect(await page.locator('td.c-number').allInnerTexts()).toEqual(['2026-0001'])
      expect(faults).toEqual([])
    })

    test('a case is opened from the list, by mouse anywhere on its row and by keyboard', async () => {
      const { page } = await signedIn()
      await page.goto(`${server.address}/cases?overdue=true`)
      const state = await page.locator('td.c-state').boundingBox()
      await page.mouse.click((state?.x ?? 0) + 5, (state?.y ?? 0) + 5)
      await page.waitForURL('**/cases/*')
      expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('排污许可变更受理后无回音')
      await page.goBack()
      await page.getByRole('link', { name: '排污许可变更受理后无回音' }).focus()
      await page.keyboard.press('Enter')
      await page.waitForURL('**/cases/*')
      expect(await page.getByRole('heading', { level: 2, name: '超期 1 个工作日' }).isVisible()).toBe(true)
    })

    test('the keyboard comes to the content at once, and sees where it is', async () => {
      const { page } = await signedIn()
      await page.keyboard.press('Tab')
      expect(await page.evaluate('document.activeElement.className')).toBe('skip')
      await page.keyboard.press('Enter')
      expect(await page.evaluate('document.activeElement.id')).toBe('main')
      await page.keyboard.press('Tab')
      expect(await page.evaluate('getComputedStyle(document.activeElement).outlineWidth')).toBe('2px')
    })

    test('the language is switched on the spot and stays', async () => {
      const { page } = await signedIn()
      await page.goto(`${server.address}/cases?state=open&sort=due`)
      await page.getByRole('link', { name: 'English' }).click()
      await page.waitForURL('**/cases?state=open&sort=due')
      expect(await page.locator('html').getAttribute('lang')).toBe('en')
      expect(await page.locator('.lamp').first().innerText()).toContain('1 day over')
      await page.goto(`${server.address}/cases/${park.cases.dueToday.id}`)
      expect(await page.getByRole('heading', { level: 2 }).first().innerText()).toContain('Due today 17:30')
      await page.getByRole('link', { name: '中文' }).click()
      await page.waitForFunction('document.documentElement.lang === "zh-CN"')
    })

    test('signing out ends the session at once', async () => {
      const { page, context } = await signedIn()
      await page.getByRole('button', { name: '退出' }).click()
      await page.waitForURL('**/sign-in')
      expect((await context.cookies()).map(({ name }) => name)).not.toContain('bihuan')
      await page.goBack()
      await page.waitForURL('**/sign-in?to=*')
    })

    test('what an asker wrote as a script is a text', async () => {
      const { page, faults } = await signedIn()
      expect(await page.title()).toBe('台账 · 闭环')
      await page.goto(`${server.address}/cases/${park.cases.script.id}`)
      expect(await page.title()).toBe(`${park.cases.script.number} ${SCRIPT.slice(0, 60)}… · 闭环`)
      expect(await page.locator('.full').innerText()).toContain(SCRIPT)
      expect(faults).toEqual([])
    })

    test('while the server cannot be reached, signing in says so and keeps what was written', async () => {
      const { page, context } = await visitor()
      await page.goto(`${server.address}/sign-in`)
      await context.setOffline(true)
      await page.getByLabel('用户名').fill('陈调度员')
      await page.getByLabel('密码').first().fill('something')
      await page.getByRole('button', { name: '登录' }).click()
      await page.getByRole('alert').waitFor()
      expect(await page.getByRole('alert').innerText()).toContain('没有连上服务器')
      expect(await page.getByLabel('用户名').inputValue()).toBe('陈调度员')
    })

    describe.each([
      ['zh', 'desk', DESK, 'zh-CN'],
      ['en', 'desk', DESK, 'en-GB'],
      ['zh', 'phone', PHONE, 'zh-CN'],
      ['en', 'phone', PHONE, 'en-GB'],
    ] as const)('in %s on the %s', (_, size, viewport, locale) => {
      test('no page has a barrier that axe finds, and none is wider than the screen', async () => {
        const guest = await visitor(viewport, locale)
        const found: string[] = []
        const look = async ({ page }: Visitor, path: string) => {
          await page.goto(server.address + path)
          for (const barrier of await barriers(page)) found.push(`${path} ${barrier}`)
          if (await isWiderThanScreen(page)) found.push(`${path} is wider than the ${size}`)
        }
        for (const path of ['/sign-in', '/sign-in?to=/cases', '/setup?token=used', '/nowhere'])
          await look(guest, path)
        const admin = await signedIn('admin', viewport, locale)
        for (const path of ['/first-day', '/first-day/departments', '/first-day/people', '/cases'])
          await look(admin, path)
        const clerk = await signedIn('dispatcher', viewport, locale)
        const lists = [
          '',
          '?state=open&kind=request&sort=due',
          '?view=problems',
          '?view=strikeOffs&q=路灯',
          '?q=nothing',
        ]
        const { dueToday, late, reopened, struckOff, confidential, long } = park.cases
        const cases = [dueToday, late, reopened, struckOff, confidential, long].map(
          ({ id }) => `/cases/${id}`,
        )
        for (const path of [
          ...lists.map((query) => `/cases${query}`),
          ...cases,
          `${cases[0] ?? ''}?order=old`,
        ]) {
          await look(clerk, path)
        }
        expect(found).toEqual([])
        expect([...guest.faults, ...admin.faults, ...clerk.faults]).toEqual([])
      })
    })

    test('on a phone everything that is pressed is large enough for a thumb', async () => {
      const { page } = await signedIn('dispatcher', PHONE)
      for (const path of ['/cases?state=open&kind=request', `/cases/${park.cases.reopened.id}`]) {
        await page.goto(server.address + path)
        expect(await page.evaluate(SMALL_CONTROLS)).toEqual([])
      }
    })

    test('at 320 pixels, which is 400 % of a desk, nothing is cut off', async () => {
      const { page } = await signedIn('dispatcher', { width: 320, height: 640 })
      for (const path of [
        '/cases?state=open',
        `/cases/${park.cases.dueToday.id}`,
        `/cases/${park.cases.long.id}`,
      ]) {
        await page.goto(server.address + path)
        expect(await isWiderThanScreen(page)).toBe(false)
      }
    })

    test('on paper stands the list with its head, and nothing that is pressed', async () => {
      const { page } = await signedIn()
      await page.emulateMedia({ media: 'print' })
      for (const pressed of ['.side', '.filters', '.seg', '.btn']) {
        expect(await page.locator(pressed).first().isVisible()).toBe(false)
      }
      expect(await page.locator('.print-head').innerText()).toMatch(
        /示例经开区 责任清单\s+填报单位 示例经开区\s*打印日期 2026年10月9日/,
      )
      const paper = await page.pdf({ preferCSSPageSize: true })
      // A4 landscape in points, as the page itself asks for.
      expect(paper.toString('latin1')).toMatch(/MediaBox \[0 0 84[12]\S* 59[45]/)
    })
  },
)

describe.skipIf(NO_BROWSER !== undefined)('the first start in Chromium', () => {
  let bench: TestProduct
  let server: TestServer
  beforeAll(async () => {
    bench = await openTestProduct()
    server = await openTestServer(bench)
  })
  afterAll(async () => {
    await server?.close()
    await bench?.close()
  })

  test('the link of the terminal leads the first administrator through, mending what is wrong on the way', async () => {
    const { page, faults } = await visitor()
    await page.goto(`${server.address}/sign-in`)
    expect(await page.locator('.note').innerText()).toContain('还没有园区')
    await page.goto(`${server.address}/setup?token=${server.setupToken ?? ''}`)
    expect(await barriers(page)).toEqual([])
    const found = page.getByRole('button', { name: '建园区并登录' })
    await found.click()
    expect(await page.locator('.fault:visible').allInnerTexts()).toEqual([
      '请填园区名称。',
      '请填您的用户名。',
      '请填密码。',
    ])
    await page.getByLabel('园区名称').fill('示例新区')
    await page.getByLabel('园区代码').fill('Shili Xin')
    await page.getByLabel('您的用户名').fill('管理员')
    await page.getByLabel('密码', { exact: true }).fill('12345678')
    await found.click()
    await page.locator('#park-code-fault').waitFor()
    expect(await page.evaluate('document.activeElement.id')).toBe('park-code')
    await page.getByLabel('园区代码').fill('shili-xq')
    await found.click()
    await page.locator('#password-fault:visible').waitFor()
    expect(await page.locator('#password-fault').innerText()).toContain('太常见')
    await page.getByLabel('密码', { exact: true }).fill(PASSWORD)
    await found.click()
    await page.waitForURL(`${server.address}/first-day/departments`)
    expect(await page.getByRole('banner').innerText()).toContain('示例新区')
    await page.goto(`${server.address}/setup?token=${server.setupToken ?? ''}`)
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('这个链接用过了，或者不对')
    expect(faults).toEqual([])
  })
})
