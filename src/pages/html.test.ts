import fc from 'fast-check'
import { expect, test } from 'vitest'
import { html, markupOf } from './html.ts'

const NASTY = `<script>alert(1)</script>"'&<!--`

test('a text that enters a template is a text and nothing else', () => {
  expect(markupOf(html`<p title="${NASTY}">${NASTY}</p>`)).toBe(
    '<p title="&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;&lt;!--">&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;&lt;!--</p>',
  )
})

test('no text of any kind brings a character that HTML would read as its own', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const inside = markupOf(html`${text}`)
      expect(inside).not.toMatch(/[<>"']/)
      expect(inside.replace(/&(amp|lt|gt|quot|#39);/g, '')).not.toContain('&')
    }),
  )
})

test('markup within markup is not escaped again, lists stand one after the other, and nothing is drawn for nothing', () => {
  const items = ['a', '<b>'].map((text) => html`<i>${text}</i>`)
  expect(markupOf(html`<b>${items}${undefined}${null}${false}${0}</b>`)).toBe(
    '<b><i>a</i><i>&lt;b&gt;</i>0</b>',
  )
})

test('what only looks like markup, such as an answer of a program, is not believed', () => {
  const forged = JSON.parse('{"Symbol(markup)":"<img>","markup":"<img>"}') as never
  expect(() => markupOf(html`<p>${forged}</p>`)).toThrow()
})

test('a template with a place that escaping would not protect is refused', () => {
  const value = 'x onmouseover=alert(1)'
  expect(() => html`<a href=${value}></a>`).toThrow('quotes')
  expect(() => html`<a class="b" data-x=${value}></a>`).toThrow('quotes')
  expect(() => html`data-x=${value}`).toThrow('quotes')
  expect(
    () =>
      html`<script>
        let a = '${value}'
      </script>`,
  ).toThrow('script')
  expect(
    () =>
      html`<style>
        p {
          color: ${value};
        }
      </style>`,
  ).toThrow('style')
  expect(markupOf(html`<a href="/x?to=${'y'}">1 = ${'2'}</a>`)).toBe('<a href="/x?to=y">1 = 2</a>')
})
