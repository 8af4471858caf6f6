import { describe, expect, it } from 'vitest'
import {
  isOnSpotSource,
  OUTCOME_WORDS,
  ratingWord,
  RATING_WORDS,
  readOutcome,
  readProgress,
  readRating,
  readRung,
  readState,
  readStrikeOffMark,
  RUNG_WORDS,
  STATE_WORDS,
  STRIKE_OFF_WORDS,
  type Judgement,
} from './judgements.ts'

const said = <T>(judgement: Judgement<T>) => (judgement.kind === 'said' ? judgement.value : judgement.kind)

describe('a rating', () => {
  it.each([
    [5, ['满意。', '满意（电话回访）', '满意', '非常满意', '很满意', ' 满 意 ', '５分', '5', '★★★★★']],
    [4, ['较满意', '比较满意', '4分']],
    [3, ['基本满意', '一般', '3']],
    [2, ['不太满意', '2']],
    [1, ['不满意', '很不满意', '非常不满意', '差']],
  ])('%d is said in these words', (value, words) => {
    for (const word of words) expect([word, said(readRating(word))]).toEqual([word, value])
  })

  it('is a tick where it is asked for', () => {
    expect(['√', '×', '是', '4'].map((tick) => said(readRating(tick, { isAsked: true })))).toEqual([
      5, 1, 5, 4,
    ])
    expect(said(readRating('√'))).toBe('unknown')
  })

  it('may not have been given', () => {
    for (const word of ['', '/', '无', '未评价', '未回访', '待评价', '尚未测评'])
      expect([word, said(readRating(word))]).toEqual([word, 'none'])
  })

  it('in other words is not understood', () => {
    for (const word of [
      '非常好非常好',
      '满意不满意',
      '好',
      '6',
      '还行',
      '满意度高',
      '满意（部分不满意）',
      '不满意的有',
    ])
      expect([word, said(readRating(word))]).toEqual([word, 'unknown'])
  })

  it('is written in a word that is read back', () => {
    expect(RATING_WORDS.map((word) => said(readRating(word)))).toEqual([5, 4, 3, 2, 1])
    expect([5, 4, 3, 2, 1].map(ratingWord)).toEqual(RATING_WORDS)
  })
})

describe('a strike-off mark', () => {
  it.each([
    [
      'struck_off',
      [
        '是',
        '√',
        '✓',
        '销号',
        '已销号',
        '已经销号',
        '同意销号',
        'Y',
        'yes',
        '已销号（3月5日）',
        '销账',
        '予以销号',
      ],
    ],
    [
      'not_struck_off',
      [
        '否',
        '×',
        '未销号',
        '不销号',
        '暂未销号',
        '待销号',
        '申请销号',
        '未',
        '正在办理',
        '挂账',
        '不予销号',
        '没有销号',
        '计划5月9日销号',
      ],
    ],
    ['done', ['已办结', '办结', '已完成']],
    ['none', ['', '/', '—', '无']],
    ['unknown', ['部分销号', '见备注', '2022', '满意', '长'.repeat(100)]],
  ])('%s is said in these words', (value, words) => {
    for (const word of words) expect([word, said(readStrikeOffMark(word))]).toEqual([word, value])
  })

  it('is written in a word that is read back', () => {
    expect(STRIKE_OFF_WORDS.map((word) => said(readStrikeOffMark(word)))).toEqual([
      'struck_off',
      'not_struck_off',
    ])
  })
})

describe('progress', () => {
  it.each([
    '已办结',
    '已解决',
    '问题已解决',
    '经协调，公交公司已增设站点，问题已解决。',
    '已全部办结',
    '已办理完毕',
    '办结',
    '已解决；已回访',
  ])('%s says that the matter is solved', (text) => {
    expect(readProgress(text)).toEqual({ isBegun: true, isSolved: true })
  })

  it.each([
    '正在协调',
    '办理中',
    '解释说明',
    '部分解决',
    '未解决',
    '无法解决',
    '暂时难以解决',
    '已完成前期踏勘',
    '正在办理，预计月底解决',
    '待解决',
    '逐步解决',
  ])('%s says that somebody works on it', (text) => {
    expect(readProgress(text)).toEqual({ isBegun: true, isSolved: false })
  })

  it.each(['', '/', '未办理', '待办理', '已交办', '待签收', '尚未启动'])(
    '%j says that nobody has begun',
    (text) => {
      expect(readProgress(text)).toEqual({ isBegun: false, isSolved: false })
    },
  )
})

describe('our own words', () => {
  it('for states, outcomes and rungs are read back', () => {
    expect(STATE_WORDS.map((word) => said(readState(word)))).not.toContain('unknown')
    expect(new Set(STATE_WORDS.map((word) => said(readState(word)))).size).toBe(12)
    expect(OUTCOME_WORDS.map((word) => said(readOutcome(word)))).toEqual([
      'solved',
      'explained',
      'partly_solved',
    ])
    expect(RUNG_WORDS.map((word) => said(readRung(word)))).toEqual([
      'on_spot',
      'department',
      'weekly',
      'roundtable',
      'consultation',
    ])
  })

  it('tell an answer on the spot from a meeting on the spot', () => {
    expect(isOnSpotSource('接待日现场答复')).toBe(true)
    expect(isOnSpotSource('走访，当场解决')).toBe(true)
    expect(isOnSpotSource('现场办公会')).toBe(false)
    expect(isOnSpotSource('走访')).toBe(false)
  })
})
