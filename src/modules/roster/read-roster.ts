import { OF_A_DEPARTMENT } from '../../kernel/actor.ts'
import { cellName, EMPTY, type Row, type Sheet } from '../../kernel/spreadsheet/cell.ts'
import { Failure } from '../../kernel/failure.ts'
import { isWritable } from '../../kernel/input.ts'
import type { Limits } from '../../kernel/spreadsheet/limits.ts'
import { readWorkbook } from '../../kernel/spreadsheet/read.ts'
import { isNothing, normalForm, readText, shownCell } from '../intake/index.ts'
import { Phone, UserName } from '../people/contract.ts'
import { Name } from '../parks/contract.ts'
import type { RefusedRow, Roster, RosterDepartment, RosterPerson, RosterSheet } from './contract.ts'
import { POST_WORDS, postsIn } from './post-names.ts'
import { headerIn, titleOf, type RosterField, type RosterHeader } from './roster-columns.ts'

/** What a browser may send. */
export const MOST_BYTES = 5_000_000
/** More than any park has people. A file beyond it is no roster. */
export const MOST_ROWS = 3_000

const LIMITS: Partial<Limits> = {
  fileBytes: MOST_BYTES,
  inflatedBytes: 100_000_000,
  entries: 500,
  sheets: 20,
  rows: MOST_ROWS,
  columns: 100,
  strings: 100_000,
  stringBytes: 20_000_000,
  rowCharacters: 20_000,
  characters: 3_000_000,
  milliseconds: 20_000,
}

/** The header is looked for in so many rows of a sheet that hold something. */
const HEADER_ROWS = 20
/** What a refusal quotes of a cell, and keeps of a row. */
const QUOTED = 80
const KEPT_CELLS = 12

export interface RosterOptions {
  /** The departments that the park has. */
  readonly departments: readonly string[]
  /** Makes the departments that the people's rows name and nobody listed. */
  readonly makeDepartments: boolean
}

/**
 * Reads a roster: sheets of people and sheets of departments, found by their headers. Each row with content is taken,
 * refused with its cell, reason and way out, or is an example of the template.
 * @throws Failure those of `readWorkbook`, and `roster.no_sheet` for a workbook without such a header
 */
export async function readRoster(path: string, options: RosterOptions): Promise<Roster> {
  const sheets: SheetInHand[] = []
  for await (const item of readWorkbook(path, { limits: LIMITS })) {
    if (item.kind === 'sheet') sheets.push({ sheet: item.sheet, header: undefined, before: 0, rows: [] })
    else sheets.at(-1)?.rows.push(item.row)
  }
  for (const each of sheets) findHeaderOf(each)
  const read = sheets.filter(isRead)
  if (read.length === 0)
    throw new Failure('invalid', 'roster.no_sheet', { sheets: sheets.map(({ sheet }) => sheet.name) })
  const taken = makeTaken(options)
  // Departments first: people may come to those that the file itself lists, on whatever sheet.
  for (const each of read) if (each.header.of === 'departments') takeDepartments(each, taken)
  for (const each of read) if (each.header.of === 'people') takePeople(each, taken)
  return {
    sheets: read.map(viewOf),
    otherSheets: sheets
      // A hidden list of choices is no news; a hidden roster is.
      .filter(
        (each) =>
          !isRead(each) && each.rows.length > 0 && (!each.sheet.hidden || each.header?.of === 'people'),
      )
      .map(({ sheet }) => sheet.name),
    departments: [...taken.departments.values()],
    people: taken.people,
    refused: taken.refused,
    examples: taken.examples,
  }
}

interface SheetInHand {
  readonly sheet: Sheet
  header: RosterHeader | undefined
  /** Rows up to and with the header. */
  before: number
  readonly rows: Row[]
}

const isRead = (each: SheetInHand): each is SheetInHand & { header: RosterHeader } =>
  each.header !== undefined && !each.sheet.hidden

function findHeaderOf(each: SheetInHand): void {
  for (const [index, row] of each.rows.slice(0, HEADER_ROWS).entries()) {
    each.header = headerIn(row)
    if (each.header) {
      each.before = index + 1
      return
    }
  }
}

const viewOf = ({ sheet, header }: { sheet: Sheet; header: RosterHeader }): RosterSheet => ({
  name: sheet.name,
  of: header.of,
  columns: [...header.columns].map(([field, { letters, header: text }]) => ({
    field,
    letters,
    header: text.slice(0, QUOTED),
  })),
  unused: header.unused.map((text) => text.slice(0, QUOTED)),
})

interface Taken {
  readonly options: RosterOptions
  /** By the name as it is compared: the department to be made. */
  readonly departments: Map<string, RosterDepartment>
  /** By the name as it is compared: how the park writes it. */
  readonly known: ReadonlyMap<string, string>
  readonly people: RosterPerson[]
  readonly refused: RefusedRow[]
  /** Where a name was first read, with its telephone. */
  readonly names: Map<string, { readonly row: number; readonly phone: string | null }>
  examples: number
}

const makeTaken = (options: RosterOptions): Taken => ({
  options,
  departments: new Map(),
  known: new Map(options.departments.map((name) => [normalForm(name), name])),
  people: [],
  refused: [],
  names: new Map(),
  examples: 0,
})

/** A name that begins so is one of the template's, and of nobody. */
const EXAMPLE = /^(?:例|示例行|example)[:：]/i

/** A row while it is read: its cells by field, and how it is refused. */
function rowInHand({ sheet, header }: { sheet: Sheet; header: RosterHeader }, row: Row) {
  const cellOf = (field: RosterField) => {
    const place = header.columns.get(field)
    return place === undefined ? EMPTY : (row.cells[place.column] ?? EMPTY)
  }
  const where = (field: RosterField) => {
    const place = header.columns.get(field)
    return {
      column: place?.header.slice(0, QUOTED) ?? titleOf(field),
      cell: cellName(row.number, place?.column ?? header.columns.get('name')?.column ?? 0),
    }
  }
  const cells = row.cells.slice(0, KEPT_CELLS).map((cell) => writable(shownCell(cell)).slice(0, QUOTED))
  return {
    place: { sheet: writable(sheet.name), row: row.number },
    cells,
    where,
    text: (field: RosterField) => {
      const text = readText(cellOf(field))
      return field === 'phone' && isNothing(text) ? '' : text
    },
    isError: (field: RosterField) => cellOf(field).kind === 'error',
    isEmpty: row.cells.every((cell) => readText(cell) === '' && cell.kind !== 'error'),
    refusal: (
      field: RosterField,
      code: string,
      { detail = {}, accepted = [] }: { detail?: Record<string, string>; accepted?: readonly string[] } = {},
    ): RefusedRow => ({
      sheet: writable(sheet.name),
      row: row.number,
      ...where(field),
      value: writable(shownCell(cellOf(field))).slice(0, QUOTED),
      code,
      detail,
      accepted: [...accepted],
      cells,
    }),
  }
}

/** A text as PostgreSQL can keep it. */
const writable = (text: string) => (isWritable(text) ? text : text.toWellFormed().replaceAll('\0', ''))

function takeDepartments(each: SheetInHand & { header: RosterHeader }, taken: Taken): void {
  for (const row of each.rows.slice(each.before)) {
    const hand = rowInHand(each, row)
    if (hand.isEmpty) continue
    const name = hand.text('department')
    if (EXAMPLE.test(name)) {
      taken.examples += 1
      continue
    }
    const kind = kindIn(hand.text('kind'))
    if (name === '') taken.refused.push(hand.refusal('department', 'roster.department_missing'))
    else if (!Name.safeParse(name).success || name.includes('\n') || !isWritable(name))
      taken.refused.push(hand.refusal('department', 'roster.department_form'))
    else if (kind === undefined)
      taken.refused.push(hand.refusal('kind', 'roster.kind_unknown', { accepted: ['自有', '外部'] }))
    else addDepartment(taken, { ...hand.place, name, kind })
  }
}

function addDepartment({ departments, known }: Taken, department: RosterDepartment): void {
  const key = normalForm(department.name)
  const name = known.get(key) ?? departments.get(key)?.name ?? department.name
  if (!departments.has(key)) departments.set(key, { ...department, name })
}

const OWN = new Set(['', '自有', '内部', '自己', '本园区', '园区', '本级', '内', 'own', 'internal'])
const EXTERNAL = new Set([
  '外部',
  '外',
  '外单位',
  '园区外',
  '区外',
  '驻区单位',
  '垂管',
  'external',
  'outside',
])

function kindIn(text: string): 'own' | 'external' | undefined {
  const form = normalForm(text)
  return OWN.has(form) ? 'own' : EXTERNAL.has(form) ? 'external' : undefined
}

function takePeople(each: SheetInHand & { header: RosterHeader }, taken: Taken): void {
  for (const row of each.rows.slice(each.before)) {
    const hand = rowInHand(each, row)
    if (hand.isEmpty) continue
    if (EXAMPLE.test(hand.text('name'))) {
      taken.examples += 1
      continue
    }
    const read = personIn(hand, taken)
    if ('code' in read) {
      taken.refused.push(read)
      continue
    }
    const { person } = read
    const key = normalForm(person.name)
    if (!taken.names.has(key) || person.phone !== null)
      taken.names.set(key, { row: row.number, phone: person.phone })
    taken.people.push({ ...hand.place, person, cell: hand.where('name').cell, cells: hand.cells })
  }
}

/** The person of a row, or why it is none; the first thing wrong is told, in the order of the columns. */
function personIn(
  { text, isError, refusal, place }: ReturnType<typeof rowInHand>,
  taken: Taken,
): Pick<RosterPerson, 'person'> | RefusedRow {
  const name = text('name')
  if (isError('name') || isError('post') || isError('department') || isError('phone')) {
    const field = (['name', 'department', 'post', 'phone'] as const).find(isError) ?? 'name'
    return refusal(field, 'roster.cell_error')
  }
  if (name === '') return refusal('name', 'roster.name_missing')
  if (!UserName.safeParse(name).success || name.includes('\n') || !isWritable(name))
    return refusal('name', 'roster.name_form')
  const { posts, unknown } = postsIn(text('post'))
  if (unknown.length > 0)
    return refusal('post', 'roster.post_unknown', {
      detail: { post: unknown.join('、').slice(0, QUOTED) },
      accepted: POST_WORDS,
    })
  if (posts.length === 0) return refusal('post', 'roster.post_missing', { accepted: POST_WORDS })
  const phone = text('phone')
    .replaceAll(/[\s()（）]/g, '')
    .normalize('NFKC')
  if (phone !== '' && !Phone.safeParse(phone).success) return refusal('phone', 'roster.phone_form')
  const other = taken.names.get(normalForm(name))
  if (other && phone !== '' && other.phone !== null && other.phone !== phone)
    return refusal('phone', 'roster.name_twice', { detail: { name, row: String(other.row) } })
  const department = departmentIn(text('department'), taken, place)
  if (department === undefined)
    return refusal('department', 'roster.department_unknown', {
      detail: { department: text('department').slice(0, QUOTED) },
      accepted: [...taken.known.values()].slice(0, 50),
    })
  if (department === null && posts.some((post) => OF_A_DEPARTMENT.includes(post)))
    return refusal('department', 'roster.department_needed')
  return { person: { name, posts: [...posts], department, phone: phone === '' ? null : phone } }
}

/** The department of a row as the park writes it; null where none is named, undefined where there is no such one. */
function departmentIn(
  text: string,
  taken: Taken,
  place: { readonly sheet: string; readonly row: number },
): string | null | undefined {
  if (isNothing(text)) return null
  const key = normalForm(text)
  const known = taken.known.get(key) ?? taken.departments.get(key)?.name
  if (known !== undefined) return known
  const isName = Name.safeParse(text).success && !text.includes('\n') && isWritable(text)
  if (!taken.options.makeDepartments || !isName) return undefined
  addDepartment(taken, { ...place, name: text, kind: 'own' })
  return text
}
