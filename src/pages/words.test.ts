import { expect, test } from 'vitest'
import { enterpriseWords } from './enterprise-words.ts'
import { html, markupOf } from './html.ts'
import { pageWords } from './words.ts'

/** All texts of a dictionary with their places; phrases are said with plain values. */
function textsOf(words: unknown, place = ''): [place: string, text: string][] {
  if (typeof words === 'string') return [[place, words]]
  if (typeof words === 'function') {
    const phrase = words as (...values: unknown[]) => unknown
    if (place === 'list.open') return [[place, markupOf(phrase(html`7`, html`7`) as never)]]
    return place === 'listed' ? [] : [[place, String(phrase('7', 7, '7', '7'))]]
  }
  return Object.entries(Object(words) as object).flatMap(([name, inner]) =>
    textsOf(inner, place === '' ? name : `${place}.${name}`),
  )
}

/** The command line speaks English, and the language of browsers is called by its name. */
const ALLOWED = /--dry-run|xlsx|MB|JavaScript|zh-CN/g

test('no English stands on a Chinese page', () => {
  const texts = [...textsOf(pageWords.zh), ...textsOf(enterpriseWords.zh, 'enterprise')]
  expect(texts.length).toBeGreaterThan(200)
  const english = texts.filter(([, text]) => /[a-z]/i.test(text.replace(ALLOWED, '')))
  expect(english).toEqual([])
})

test('no text is left empty, and no Chinese in English but the headers of a sheet', () => {
  expect(
    [
      ...textsOf(pageWords.zh),
      ...textsOf(pageWords.en),
      ...textsOf(enterpriseWords.zh),
      ...textsOf(enterpriseWords.en),
    ].filter(([, text]) => text.trim() === ''),
  ).toEqual([])
  const chinese = [...textsOf(pageWords.en), ...textsOf(enterpriseWords.en, 'enterprise')].filter(
    ([, text]) => /\p{Script=Han}/u.test(text),
  )
  expect(chinese.map(([place]) => place)).toEqual(['firstDay.upload.lead'])
})
