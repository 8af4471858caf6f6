import type { Row } from '../../kernel/spreadsheet/cell.ts'
import type { BodyKind, EnterpriseRowGiven, SizeClass } from '../enterprises/contract.ts'
import { checkCreditCode, findIndustry, nameKey } from '../enterprises/index.ts'
import { normalForm, readOptionalText } from './cells.ts'
import { cellOf } from './columns.ts'
import type { RegisterField } from './register-fields.ts'
import { registerNote, type RegisterSheet, type Seen } from './register-sheet.ts'
import type { RegisterNote, RegisterRefusal, RegisterWarning } from './register-words.ts'

/** What a row of a register says, or every reason why it is refused. */
export interface RegisterReading {
  readonly given: EnterpriseRowGiven | undefined
  readonly refusals: readonly RegisterNote[]
  readonly warnings: readonly RegisterNote[]
}

/** One row while it is read. */
interface Hand {
  /** The cell of a field as text; null when it says nothing. */
  readonly text: (field: RegisterField, most: number) => string | null
  readonly refuse: (field: RegisterField, code: RegisterRefusal, more?: Told) => void
  readonly warn: (field: RegisterField, code: RegisterWarning, more?: Told) => void
}
type Told = Partial<Pick<RegisterNote, 'accepted' | 'detail'>>

/** Reads one row of a register. */
export function readRegisterRow(row: Row, sheet: RegisterSheet, seen: Seen): RegisterReading {
  const refusals: RegisterNote[] = []
  const warnings: RegisterNote[] = []
  const hand: Hand = {
    text(field, most) {
      const text = readOptionalText(cellOf(row, sheet.columns.get(field)))?.replaceAll('\n', ' ') ?? null
      if (text !== null && [...text].length > most) hand.refuse(field, 'too_long', { detail: { most } })
      return text
    },
    refuse: (field, code, more) => refusals.push(registerNote(row, sheet, { field, code, ...more })),
    warn: (field, code, more) => warnings.push(registerNote(row, sheet, { field, code, ...more })),
  }
  const name = hand.text('name', 200)
  if (name === null) hand.refuse('name', 'name_missing')
  const code = readCode(hand)
  const given: Omit<EnterpriseRowGiven, 'name'> = {
    code: code?.code ?? null,
    kind: readKind(hand),
    address: hand.text('address', 300),
    contact_name: hand.text('contact_name', 60),
    contact_phone: hand.text('contact_phone', 40),
    size: readSize(hand),
    industry: readIndustry(hand),
    above_size: readAboveSize(hand),
    tags: readTags(hand),
    officer: hand.text('officer', 100),
  }
  if (name === null || refusals.length > 0) return { given: undefined, refusals, warnings }
  const right = code?.valid === true ? code.code : null
  const first = firstSeen(seen, { key: nameKey(name), right })
  if (first) {
    const field = first.byCode ? 'code' : 'name'
    hand.refuse(field, 'twice_in_file', { detail: { row: first.row, sheet: first.sheet } })
    return { given: undefined, refusals, warnings }
  }
  // A row that is refused has not taken its place: another may be the true one.
  const place = { sheet: sheet.name, row: row.number }
  if (right !== null) seen.byCode.set(right, place)
  seen.byName.set(nameKey(name), { ...place, code: right })
  return { given: { name, ...given }, refusals, warnings }
}

function firstSeen({ byCode, byName }: Seen, { key, right }: { key: string; right: string | null }) {
  const ofCode = right === null ? undefined : byCode.get(right)
  if (ofCode) return { ...ofCode, byCode: true }
  const ofName = byName.get(key)
  // Of one name with two right codes there are two: namesakes and branches.
  if (!ofName || (right !== null && ofName.code !== null)) return undefined
  return { ...ofName, byCode: false }
}

const LONGEST_CODE = 40

function readCode({ text, refuse, warn }: Hand) {
  const written = text('code', LONGEST_CODE)
  const checked = written === null ? undefined : checkCreditCode(written)
  // `- -` and `··` hold nothing that a code is made of: somebody wrote that there is none.
  if (checked === undefined || checked.code === '') return null
  // Full-width signs may stand for many: ㍿ is 株式会社.
  if (checked.code.length > LONGEST_CODE) refuse('code', 'too_long', { detail: { most: LONGEST_CODE } })
  else if (!checked.valid) warn('code', 'code_wrong')
  return checked
}

const SIZES: readonly (readonly [RegExp, SizeClass])[] = [
  [/^(?:大|大型|l|large)$/, 'large'],
  [/^(?:中|中型|m|medium)$/, 'medium'],
  [/^(?:小|小型|s|small)$/, 'small'],
  [/^(?:微|微型|xs|micro)$/, 'micro'],
]
const SIZE_WORDS = ['大型', '中型', '小型', '微型']

function readSize({ text, refuse }: Hand): SizeClass | null {
  const written = text('size', 100)
  if (written === null) return null
  const form = normalForm(written)
    .replace(/^\d[.、)]?/, '')
    .replace(/(?:企业|单位|公司|规模|\(.*\))+$/, '')
  const found = SIZES.find(([spelling]) => spelling.test(form))
  if (found) return found[1]
  const code = /小微|小型?[/、或]?微型?/.test(form) ? 'small_or_micro' : 'unknown_size'
  refuse('size', code, { accepted: code === 'small_or_micro' ? SIZE_WORDS.slice(2) : SIZE_WORDS })
  return null
}

const KINDS: readonly (readonly [RegExp, BodyKind])[] = [
  [/个体|商户|门店|^店|商铺|shop/, 'shop'],
  [/学校|幼儿园|中学|小学|大学|学院|school/, 'school'],
  [/事业|机关|社团|社会组织|社会团体|机构|医院|协会|民办非|institution/, 'institution'],
  [/企业|公司|合作社|合伙|独资|股份|有限|分支|company/, 'company'],
]

function readKind({ text, refuse }: Hand): BodyKind | null {
  const written = text('kind', 100)
  if (written === null) return null
  const found = KINDS.find(([spelling]) => spelling.test(normalForm(written)))
  if (found) return found[1]
  refuse('kind', 'unknown_kind', { accepted: ['企业', '个体工商户', '学校', '事业单位'] })
  return null
}

function readIndustry({ text, refuse, warn }: Hand): EnterpriseRowGiven['industry'] {
  const [code, name] = [text('industry_code', 100), text('industry', 200)]
  const accepted = ['C', '38', '3841', '电气机械和器材制造业']
  if (code !== null) {
    const found = findIndustry(code)
    if (!found) {
      refuse('industry_code', 'unknown_industry', { accepted })
      return null
    }
    const named = name === null ? undefined : findIndustry(bareIndustry(name).name)
    // A section or division on paper may be wider than the code.
    if (named && !found.code.startsWith(named.code) && !named.code.startsWith(found.code))
      warn('industry', 'industry_differs', { detail: { code: found.code, name: found.name } })
    const own = name === null || named ? undefined : bareIndustry(name).name
    return { code: found.code, ...(own !== undefined && own !== '' && { name: shortened(own) }) }
  }
  if (name === null) return null
  const bare = bareIndustry(name)
  const found = findIndustry(bare.code ?? bare.name)
  if (found) {
    const own = bare.code !== undefined && bare.name !== '' ? shortened(bare.name) : undefined
    return { code: found.code, ...(own !== undefined && { name: own }) }
  }
  refuse('industry', 'unknown_industry', { accepted })
  return null
}

/** Cut between characters: half of one cannot be kept. */
const shortened = (name: string): string => [...name].slice(0, 100).join('').trim()

/** `C3841 变压器制造`, `3841-变压器制造`: code and name in one cell. */
function bareIndustry(text: string): { readonly code?: string; readonly name: string } {
  const parts = /^([A-Ta-t]?\d{2,4}|[A-Ta-t])(?:[\s.、:：—–-]+|(?=\p{Script=Han}))(.*)$/u.exec(
    text.normalize('NFKC').trim(),
  )
  return parts?.[1] === undefined ? { name: text.trim() } : { code: parts[1], name: (parts[2] ?? '').trim() }
}

const YES = /^(?:是|有|√|✓|y|yes|1|true|规上|规上企业|规模以上|四上|已入规|入规)$/
const NO = /^(?:否|不是|×|✗|x|n|no|0|false|规下|规下企业|规模以下|非规上|未入规)$/

function readAboveSize({ text, refuse }: Hand): boolean | null {
  const written = text('above_size', 40)
  if (written === null) return null
  const form = normalForm(written)
  if (YES.test(form)) return true
  if (NO.test(form)) return false
  refuse('above_size', 'unknown_above_size', { accepted: ['是', '否'] })
  return null
}

const LONGEST_TAG = 30
const MOST_TAGS = 50

function readTags({ text, refuse }: Hand): string[] {
  const tags = (text('tags', 2_000) ?? '')
    .split(/[、,，;；|\n]/)
    .map((tag) => tag.normalize('NFKC').trim())
    .filter((tag) => tag !== '')
  if (tags.some((tag) => [...tag].length > LONGEST_TAG))
    refuse('tags', 'too_long', { detail: { most: LONGEST_TAG } })
  const once = [...new Set(tags)]
  if (once.length > MOST_TAGS) refuse('tags', 'too_many_tags', { detail: { most: MOST_TAGS } })
  return once
}
