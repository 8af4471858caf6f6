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
  const unwritable = unwritableTexts(raw)
  if (unwritable.length > 0) throw new Failure('invalid', 'kernel.input', { faults: unwritable })
  const parsed = schema.safeParse(raw, { reportInput: false })
  if (parsed.success) return parsed.data
  throw new Failure('invalid', 'kernel.input', {
    faults: parsed.error.issues.flatMap((issue) => faultsOf(issue, raw)),
  })
}

/** The faults of single fields that a refusal carries; none when it is about something else. */
export function faultsIn({ detail }: Failure): readonly Fault[] {
  const { faults } = detail
  return Array.isArray(faults) ? faults.filter(isFault) : []
}

const isFault = (fault: unknown): fault is Fault =>
  typeof fault === 'object' && fault !== null && 'path' in fault && 'code' in fault

/** Whether PostgreSQL can keep a text: it knows neither NUL nor half a surrogate pair, and would fail the whole act. */
export const isWritable = (text: string): boolean => !text.includes('\0') && text.isWellFormed()

/** Where texts or names of fields stand that cannot be kept. With a list of its own: nesting must not end the stack. */
function unwritableTexts(raw: unknown): Fault[] {
  const faults: Fault[] = []
  const waiting: (readonly [value: unknown, path: string])[] = [[raw, '']]
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const [value, path] = next
    if (typeof value === 'string' && !isWritable(value))
      faults.push({ path, code: 'kernel.field_characters', detail: {} })
    if (typeof value !== 'object' || value === null) continue
    const fields = Object.entries(value).toReversed()
    for (const [name, inner] of fields) {
      const place = joined(path, name.toWellFormed().replaceAll('\0', '\u{fffd}'))
      if (isWritable(name)) waiting.push([inner, place])
      else faults.push({ path: place, code: 'kernel.field_characters', detail: {} })
    }
  }
  return faults
}

const joined = (...path: readonly string[]) => path.filter(Boolean).join('.')

const OWN_WORDS = /^[a-z_]+\.[a-z_]+$/

/** @param input what the issue's path leads into */
function faultsOf(issue: z.core.$ZodIssue, input: unknown): Fault[] {
  const path = issue.path.map(String).join('.')
  // A schema may name its own words: z.string().regex(…, { error: 'parks.code_form' })
  if (OWN_WORDS.test(issue.message)) return [{ path, code: issue.message, detail: {} }]
  const value = valueAt(input, issue.path)
  if (value === undefined) return [{ path, code: 'kernel.field_missing', detail: {} }]
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({ path: joined(path, key), code: 'kernel.field_unknown', detail: {} }))
    case 'invalid_type':
      return [{ path, code: 'kernel.field_type', detail: { expected: issue.expected } }]
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
    case 'invalid_union':
      return faultsOfUnion(issue, { path, value })
    default:
      return [{ path, code: 'kernel.field_wrong', detail: {} }]
  }
}

/** The faults of the form that was nearest; where forms differ in how a text is written, all of them. */
function faultsOfUnion(
  issue: z.core.$ZodIssueInvalidUnion,
  { path, value }: { path: string; value: unknown },
): Fault[] {
  const tried = issue.errors.map((branch) => branch.flatMap((inner) => faultsOf(inner, value)))
  const formats = tried.flatMap((faults) => faults.map(({ code, detail }) => ({ code, ...detail })))
  if (formats.length > 1 && formats.every(({ code }) => code === 'kernel.field_format'))
    return [
      {
        path,
        code: 'kernel.field_format',
        detail: { format: formats.map((one) => ('format' in one ? one.format : '')) },
      },
    ]
  const nearest = tried.toSorted((a, b) => a.length - b.length)[0]
  return nearest?.length
    ? nearest.map((fault) => ({ ...fault, path: joined(path, fault.path) }))
    : [{ path, code: 'kernel.field_type', detail: { expected: 'union' } }]
}

/** What stands at a path of the input; undefined where there is nothing. */
function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input
  for (const name of path) {
    // A text that is taken apart (`state=a,b`) is itself what stands at the places of its parts.
    if (typeof value === 'string') return value
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
    value = Reflect.get(value, name)
  }
  return value
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

/** How a text may be written: one format or several. */
const formatsOf = (format: unknown, language: 'zh' | 'en', otherwise: string) =>
  [format]
    .flat()
    .map((one) => FORMATS[String(one)]?.[language] ?? otherwise)
    .join(language === 'zh' ? '，或' : ', or ')

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
    zh: ({ format }) => `应写成${formatsOf(format, 'zh', '规定的格式')}`,
    en: ({ format }) => `must be ${formatsOf(format, 'en', 'in the given format')}`,
  },
  'kernel.field_characters': {
    zh: () => '含有不能保存的字符（NUL 或残缺的字符），请删去',
    en: () => 'holds characters that cannot be kept (NUL, or half of a character); leave them out',
  },
  'kernel.field_moment': {
    zh: () => '应在 1900 年以后、9999 年以前',
    en: () => 'must lie in the years 1900 to 9999',
  },
  'kernel.field_wrong': { zh: () => '不符合要求', en: () => 'is not acceptable' },
}
