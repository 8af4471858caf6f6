import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkCreditCode, creditCodeCheck, normalCreditCode, organisationCodeCheck } from './credit-code.ts'

const ALPHABET = Array.from('0123456789ABCDEFGHJKLMNPQRTUWXY')

describe('the unified social credit code', () => {
  it.each([
    '91350200776049653A',
    '91440101MA5CJQ4N59',
    '913502000728319549',
    '123502001549897397',
    '11370881004339597L',
    '91430300MA4DEM010W',
    '91430304MA4DEM010N',
    '91430321MA4DEM010A',
    '914303000043030252',
  ])('%s holds', (code) => {
    expect(checkCreditCode(code)).toEqual({ code, valid: true })
  })

  it('says which check character would be right, also of a code that circulates as a real one', () => {
    expect(checkCreditCode('91350203M0001QAY9B')).toEqual({
      code: '91350203M0001QAY9B',
      valid: false,
      fault: 'check_digit',
      position: 18,
      expected: '9',
    })
  })

  it('reads full-width characters, blanks, hyphens and lower case', () => {
    expect(normalCreditCode(' ９１４３０３００ｍａ４ｄｅｍ０１０ｗ　')).toBe('91430300MA4DEM010W')
    expect(checkCreditCode('914303 00-ma4d\u00a0em010w')).toEqual({ code: '91430300MA4DEM010W', valid: true })
  })

  it('does not take a row of zeros for a code, though both its checks hold', () => {
    expect(checkCreditCode('0'.repeat(18))).toMatchObject({ valid: false, fault: 'symbol', position: 1 })
  })

  it('does not take the letter O for the digit 0', () => {
    expect(checkCreditCode('914303OOMA4DEM010W')).toMatchObject({
      valid: false,
      fault: 'symbol',
      position: 7,
    })
    expect(checkCreditCode('91430300MA4DEMO10W')).toMatchObject({
      valid: false,
      fault: 'symbol',
      position: 15,
    })
  })

  it('names a wrong length', () => {
    expect(checkCreditCode('91430300MA4DEM010')).toMatchObject({ valid: false, fault: 'length' })
    expect(checkCreditCode('')).toMatchObject({ valid: false, fault: 'length' })
  })

  it('checks the organisation code inside', () => {
    const first17 = '91430300MA4DEM011'
    const code = first17 + (creditCodeCheck(first17) ?? '')
    expect(checkCreditCode(code)).toMatchObject({
      valid: false,
      fault: 'organisation_check_digit',
      position: 17,
      expected: '0',
    })
  })

  it('notices every single wrong character and every swap of neighbours', () => {
    const organisations = fc.string({ unit: fc.constantFrom(...ALPHABET), minLength: 8, maxLength: 8 })
    fc.assert(
      fc.property(organisations, fc.nat(17), fc.constantFrom(...ALPHABET), (organisation, place, other) => {
        const first17 = `91430300${organisation}${organisationCodeCheck(organisation) ?? ''}`
        const code = first17 + (creditCodeCheck(first17) ?? '')
        expect(checkCreditCode(code).valid).toBe(true)
        const changed = code.slice(0, place) + other + code.slice(place + 1)
        expect(checkCreditCode(changed).valid).toBe(changed === code)
        const swapped =
          code.slice(0, place) +
          code
            .slice(place, place + 2)
            .split('')
            .toReversed()
            .join('') +
          code.slice(place + 2)
        expect(checkCreditCode(swapped).valid).toBe(swapped === code)
      }),
    )
  })
})
