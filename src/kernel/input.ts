import { type z } from 'zod'
import { Failure } from './failure.ts'
import type { Words } from './words.ts'

/** One thing wrong with an input: where, which rule (a code of `words`), and what the rule says. */
export interface Fault {
  readonly path: string
  readonly code: string
  readonly detail: Readonly<Record<string, unknown>>
}

/** Checks an input against its schema. @throws Failure `kernel.input` with every fault found. */
export function parseInput<I extends z.ZodType>(schema: I, raw: unknown): z.output<I> {
  const parsed = schema.safeParse(raw, { reportInput: false })
  if (parsed.success) return parsed.data
  throw new Failure('invalid', 'kernel.input', {
    faults: parsed.error.issues.flatMap((issue) => faultsOf(issue)),
  })
}

const OWN_WORDS = /^[a-z_]+\.[a-z_]+$/

function faultsOf(issue: z.core.$ZodIssue): Fault[] {
  const path = issue.path.map(String).join('.')
  // A schema may name its own words: z.string().regex(…, { error: 'parks.code_form' })
  if (OWN_WORDS.test(issue.message)) return [{ path, code: issue.message, detail: {} }]
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        path: [path, key].filter(Boolean).join('.'),
        code: 'kernel.field_unknown',
        detail: {},
      }))
    case 'invalid_type':
      return [
        issue.message.includes('received undefined')
          ? { path, code: 'kernel.field_missing', detail: {} }
          : { path, code: 'kernel.field_type', detail: { expected: issue.expected } },
      ]
    case 'invalid_value':
      return [{ path, code: 'kernel.field_choice', detail: { allowed: issue.values.map(String) } }]
    case 'too_small':
      return [
        { path, code: 'kernel.field_too_small', detail: { least: Number(issue.minimum), of: issue.origin } },
      ]
    case 'too_big':
      return [
        { path, code: 'kernel.field_too_big', detail: { most: Number(issue.maximum), of: issue.origin } },
      ]
    case 'invalid_format':
      return [{ path, code: 'kernel.field_format', detail: { format: issue.format } }]
    case 'invalid_union': {
      const tried = issue.errors.map((branch) => branch.flatMap((inner) => faultsOf(inner)))
      const nearest = tried.toSorted((a, b) => a.length - b.length)[0]
      return nearest?.length
        ? nearest.map((fault) => ({ ...fault, path: [path, fault.path].filter(Boolean).join('.') }))
        : [{ path, code: 'kernel.field_type', detail: { expected: 'union' } }]
    }
    default:
      return [{ path, code: 'kernel.field_wrong', detail: {} }]
  }
}

const KINDS: Readonly<Record<string, string>> = {
  string: '文字',
  number: '数字',
  int: '整数',
  boolean: '是或否',
  array: '列表',
  object: '一组字段',
}
const FORMATS: Readonly<Record<string, { zh: string; en: string }>> = {
  date: { zh: '日期，如 2026-10-09', en: 'a date such as 2026-10-09' },
  datetime: { zh: '时刻，如 2026-10-09T09:30:00+08:00', en: 'a moment such as 2026-10-09T09:30:00+08:00' },
  uuid: { zh: '编号（UUID）', en: 'a UUID' },
}

const unit = (of: unknown, language: 'zh' | 'en') =>
  of === 'string'
    ? language === 'zh'
      ? '个字'
      : ' characters'
    : of === 'array'
      ? language === 'zh'
        ? '项'
        : ' items'
      : ''

/** The words of faulty fields; the place is said by whoever shows them. */
export const inputWords: Words = {
  'kernel.field_missing': { zh: () => '没有填', en: () => 'is missing' },
  'kernel.field_unknown': { zh: () => '没有这个字段', en: () => 'is not a field here' },
  'kernel.field_type': {
    zh: ({ expected }) => `应是${KINDS[String(expected)] ?? '别的写法'}`,
    en: ({ expected }) => `should be ${String(expected)}`,
  },
  'kernel.field_choice': {
    zh: ({ allowed }) => `只能是：${(allowed as string[]).join('、')}`,
    en: ({ allowed }) => `must be one of: ${(allowed as string[]).join(', ')}`,
  },
  'kernel.field_too_small': {
    zh: ({ least, of }) => `至少 ${String(least)}${unit(of, 'zh')}`,
    en: ({ least, of }) => `must be at least ${String(least)}${unit(of, 'en')}`,
  },
  'kernel.field_too_big': {
    zh: ({ most, of }) => `至多 ${String(most)}${unit(of, 'zh')}`,
    en: ({ most, of }) => `must be at most ${String(most)}${unit(of, 'en')}`,
  },
  'kernel.field_format': {
    zh: ({ format }) => `应写成${FORMATS[String(format)]?.zh ?? '规定的格式'}`,
    en: ({ format }) => `must be ${FORMATS[String(format)]?.en ?? 'in the given format'}`,
  },
  'kernel.field_wrong': { zh: () => '不符合要求', en: () => 'is not acceptable' },
}
