import axe from 'axe-core'
import type { Browser, BrowserContext, Page } from 'playwright-core'

export const DESK = { width: 1440, height: 900 }
export const PHONE = { width: 390, height: 844 }

/** A visitor with a browser of his own. What goes wrong on his pages is kept. */
export interface Visitor {
  readonly context: BrowserContext
  readonly page: Page
  readonly faults: string[]
}

export async function visitorOf(browser: Browser, viewport = DESK, locale = 'zh-CN'): Promise<Visitor> {
  const context = await browser.newContext({ viewport, locale })
  const page = await context.newPage()
  const faults: string[] = []
  page.on('pageerror', ({ message }) => faults.push(message))
  page.on('console', (message) => {
    // Refusals are answers; the browser writes them down all the same.
    if (message.type() === 'error' && !message.text().includes('status of 4')) faults.push(message.text())
  })
  return { context, page, faults }
}

/** What axe finds wrong by WCAG 2.2 AA, in words that lead to the place. */
export async function barriers(page: Page): Promise<string[]> {
  // By the protocol, and not as a script of the page: that the page's own rules rightly refuse.
  await page.evaluate(axe.source)
  return page.evaluate(`axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }).then((found) =>
    found.violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => id + ': ' + html + ' ' + failureSummary)))`)
}

/** Evaluated in the page, with the filters unfolded: what is pressed, can be seen, and is lower than a thumb. */
export const SMALL_CONTROLS = `(() => {
  document.querySelector('.unfold')?.setAttribute('open', '')
  return [...document.querySelectorAll('button, select, input:not([type=checkbox]), summary, label.tick, .path a, .seg a, .chip, .crumbs a')]
    .filter((control) => control.checkVisibility() && control.getBoundingClientRect().height < 42)
    .map((control) => control.outerHTML)
})()`

export const isWiderThanScreen = (page: Page): Promise<boolean> =>
  page.evaluate('document.documentElement.scrollWidth > window.innerWidth')
