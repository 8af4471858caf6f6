import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cellName, columnLetters, findBlock, findColumn } from './cell.ts'

describe('names of cells', () => {
  it('count columns as a spreadsheet does', () => {
    expect([0, 25, 26, 701, 702, 16_383].map(columnLetters)).toEqual(['A', 'Z', 'AA', 'ZZ', 'AAA', 'XFD'])
    expect(cellName(9, 1)).toBe('B9')
  })

  it('lead back to the column', () => {
    fc.assert(fc.property(fc.nat(16_383), (column) => findColumn(columnLetters(column)) === column))
  })

  it('beyond the sheet are none', () => {
    expect(['XFE', 'AAAA', '', 'a', 'A1', '企'].map(findColumn)).toEqual(Array(6).fill(undefined))
  })

  it('name blocks', () => {
    expect(findBlock('A1:U3')).toEqual({ top: 1, left: 0, bottom: 3, right: 20 })
    expect(findBlock('B2')).toEqual({ top: 2, left: 1, bottom: 2, right: 1 })
    expect(['U3:A1', 'A0:B1', 'A1:B9999999', 'A:B', ''].map(findBlock)).toEqual(Array(5).fill(undefined))
  })
})
