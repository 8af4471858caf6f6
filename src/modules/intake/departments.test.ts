import { describe, expect, it } from 'vitest'
import { makeDepartments } from './departments.ts'

const departments = makeDepartments(['企业服务中心', '人社分局', '税务分局', '建设管理局', '和谐办'])

describe('the departments of a park', () => {
  it('are found whatever the width and blanks', () => {
    expect(departments.find(' 人社 分局　')).toBe('人社分局')
    expect(departments.find('人社局')).toBeUndefined()
  })

  it('are offered by likeness, the nearest first', () => {
    expect(departments.nearest('人社局')[0]).toBe('人社分局')
    expect(departments.nearest('园区建设管理局')).toEqual(['建设管理局'])
    expect(departments.nearest('企服中心')[0]).toBe('企业服务中心')
  })

  it('are all offered when none is alike', () => {
    expect(departments.nearest('XYZ')).toHaveLength(5)
  })

  it.each([
    '税务分局、人社分局',
    '税务分局，人社分局',
    '税务分局/人社分局',
    '税务分局 人社分局',
    '税务分局\n人社分局',
    '税务分局和人社分局',
    '税务分局；人社分局；',
    '税务分局（牵头）、人社分局(配合)',
    '牵头：税务分局\n配合单位：人社分局',
  ])('%j is a list of two', (text) => {
    expect(departments.readList(text)).toEqual({ known: ['税务分局', '人社分局'], unknown: [] })
  })

  it('in a list may be unknown, and a name with 和 in it is one name', () => {
    expect(departments.readList('税务分局、交警大队')).toEqual({ known: ['税务分局'], unknown: ['交警大队'] })
    expect(departments.readList('和谐办')).toEqual({ known: ['和谐办'], unknown: [] })
    expect(departments.readList('')).toEqual({ known: [], unknown: [] })
  })
})
