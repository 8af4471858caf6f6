import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { escapeFormula, unescapeFormula, withoutIllegalXml } from './formula.ts'

describe('text that a spreadsheet could take for a formula', () => {
  it.each([
    '=1+1',
    '+1+1',
    '-1+1',
    '@SUM(A1)',
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://example.invalid","x")',
    ' =1+1',
    '\u00a0=1+1',
    '\u3000=1+1',
    '\n=1+1',
    '\r\n=1+1',
    '\t=1+1',
    '\u0000=1+1',
    '\u200b=1+1',
    '\ufeff=1+1',
    '＝1+1',
    '＋1',
    '－1',
    '＠SUM(A1)',
    '﹦1',
    '﹢1',
    '﹣1',
    '﹫SUM',
    ' \u00a0\n＝1+1',
    '\tabc',
    '\rabc',
    '-',
    '+86 1000 153 3375',
  ])('%j gets an apostrophe', (text) => {
    expect(escapeFormula(text)).toBe(`'${text}`)
  })

  it.each(['', '1+1', '企业反映用电 =不足', '一、=', "'abc", "''", 'a@b', '2026-04-27', '—', '（=）'])(
    '%j stays as it is',
    (text) => {
      expect(escapeFormula(text)).toBe(text)
      expect(unescapeFormula(text)).toBe(text)
    },
  )

  it('comes back unchanged, also when it begins with apostrophes of its own', () => {
    const parts = fc.constantFrom(
      "'",
      '=',
      '+',
      '-',
      '@',
      '＝',
      ' ',
      '\t',
      '\r',
      '\n',
      '\u00a0',
      '\u3000',
      '\u0000',
      'a',
      '中',
    )
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: parts, maxLength: 8 }), fc.string({ unit: 'binary' })),
        (text) => {
          expect(unescapeFormula(escapeFormula(text))).toBe(text)
        },
      ),
      { numRuns: 5_000 },
    )
  })

  it('never leaves us with a dangerous character in front', () => {
    const dangerous = /^[\s\p{C}\p{Z}]*[=+\-@＝＋－＠]/u
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('=', '+', '-', '@', '＝', ' ', '\t', '\n', '\u00a0', "'", 'x') }),
        (text) => {
          expect(escapeFormula(text)).not.toMatch(dangerous)
        },
      ),
    )
  })
})

describe('characters that XML cannot carry', () => {
  it('are removed, line breaks and tabs stay', () => {
    expect(withoutIllegalXml('a\u0000b\u0008\u000b\u001fc\t\n\rd\ufffe\uffff')).toBe('abc\t\n\rd')
  })

  it('half a surrogate pair becomes the sign for it, a whole pair stays', () => {
    expect(withoutIllegalXml('\ud83d')).toBe('\ufffd')
    expect(withoutIllegalXml('𠮷😀')).toBe('𠮷😀')
  })
})
