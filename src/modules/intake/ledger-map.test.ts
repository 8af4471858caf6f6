import { describe, expect, it } from 'vitest'
import { Failure } from '../../kernel/failure.ts'
import { aFile } from '../../kernel/spreadsheet/fixtures.ts'
import { parseLedgerMap, readLedgerMap } from './ledger-map.ts'
import { words } from './words.ts'

function faults(raw: unknown): unknown {
  try {
    parseLedgerMap(raw)
  } catch (error) {
    if (error instanceof Failure && error.code === 'intake.map_invalid') {
      expect(words[error.code]?.zh(error.detail)).toContain('映射文件有误')
      return error.detail['faults']
    }
    throw error
  }
  return undefined
}

describe('a map file', () => {
  it('may say sheet, year, header row and columns', () => {
    const map = {
      sheet: '2022',
      year: 2022,
      header_row: 3,
      columns: { text: '情况', department: 'K', remark: null },
    }
    expect(parseLedgerMap(map)).toEqual(map)
    expect(parseLedgerMap({ header_row: 0 })).toEqual({ header_row: 0 })
    expect(parseLedgerMap({})).toEqual({})
  })

  it.each([
    [{ colums: {} }, 'colums', 'columns'],
    [{ columns: { txt: '情况' } }, 'columns.txt', 'text'],
    [{ columns: { text: 5 } }, 'columns.text', 'null'],
    [{ columns: { text: '' } }, 'columns.text', 'null'],
    [{ columns: [] }, 'columns', '问题描述'],
    [{ year: '2022' }, 'year', '2000-2049'],
    [{ year: 1922 }, 'year', '2000-2049'],
    [{ header_row: -1 }, 'header_row', '0-1048576'],
    [{ sheet: '' }, 'sheet', '台账'],
    [[], '', 'columns'],
  ])('%j is refused, naming the key and what is allowed', (raw, key, allowed) => {
    expect(faults(raw)).toMatchObject([{ key }])
    expect(JSON.stringify(faults(raw))).toContain(allowed)
  })

  it('is read from a file, with or without a byte order mark', async () => {
    expect(await readLedgerMap(await aFile('\ufeff{"year": 2022}', '.json'))).toEqual({ year: 2022 })
  })

  it('that is missing or no JSON is refused by name', async () => {
    await expect(readLedgerMap('/nowhere/map.json')).rejects.toMatchObject({
      code: 'intake.map_unreadable',
      detail: { file: '/nowhere/map.json' },
    })
    await expect(readLedgerMap(await aFile('{\n "year" 2022}', '.json'))).rejects.toMatchObject({
      code: 'intake.map_no_json',
      detail: { line: '2', column: '9' },
    })
  })
})
