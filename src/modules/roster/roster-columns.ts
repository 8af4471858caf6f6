import { columnLetters, type Row } from '../../kernel/spreadsheet/cell.ts'
import { normalForm, readText, withoutHints } from '../intake/index.ts'

export type RosterField = 'name' | 'department' | 'post' | 'phone' | 'kind'

/** How offices head the columns; the first is ours. */
// prettier-ignore
const SPELLINGS: Readonly<Record<RosterField, readonly string[]>> = {
  name: [
    '姓名/登录名', '登录名', '登陆名', '用户名', '账号', '帐号', '登录账号', '姓名', '名字', '人员', '人员姓名', '员工姓名',
    '工作人员', '用户', '用户姓名', 'name', 'user name', 'username', 'login', 'full name', 'account',
  ],
  department: [
    '部门', '所属部门', '所在部门', '部门名称', '单位', '所在单位', '工作单位', '单位名称', '责任部门', '科室', '所属科室', '处室',
    '机构', '局办', 'department', 'department name', 'dept', 'unit', 'office',
  ],
  post: [
    '岗位', '岗位名称', '系统岗位', '角色', '系统角色', '用户角色', '身份', '职责', '职务', '权限', '岗位职责',
    'post', 'posts', 'role', 'roles', 'position', 'job', 'job title',
  ],
  phone: [
    '手机', '手机号', '手机号码', '移动电话', '电话', '电话号码', '联系电话', '联系方式', '联系手机', '办公电话',
    'phone', 'mobile', 'telephone', 'tel', 'cell', 'cell phone', 'phone number',
  ],
  kind: [
    '部门类型', '类型', '类别', '性质', '部门性质', '自有/外部', '自有或外部', '内部/外部', '内外', 'kind', 'type',
  ],
}

const TITLES: Readonly<Record<RosterField, string>> = {
  name: '姓名/登录名',
  department: '部门',
  post: '岗位',
  phone: '手机',
  kind: '部门类型',
}

/** The usual header of a field. */
export const titleOf = (field: RosterField): string => TITLES[field]

/** A spelling and its rank: of two columns that look like one field the likelier is taken. */
const FIELD_OF: ReadonlyMap<string, readonly [RosterField, number]> = new Map(
  // Marked cast: the keys of the table above.
  (Object.entries(SPELLINGS) as [RosterField, readonly string[]][]).flatMap(([field, names]) =>
    names.map((name, rank) => [normalForm(name), [field, rank]] as const),
  ),
)

export interface RosterColumn {
  readonly column: number
  readonly letters: string
  readonly header: string
}

/** A header as it was understood. */
export interface RosterHeader {
  readonly of: 'people' | 'departments'
  readonly row: number
  readonly columns: ReadonlyMap<RosterField, RosterColumn>
  readonly unused: readonly string[]
}

/** The header that a row is: of people with a name and a post or department, of departments with those alone. */
export function headerIn({ number, cells }: Row): RosterHeader | undefined {
  const best = new Map<RosterField, { place: RosterColumn; rank: number }>()
  const unused: string[] = []
  for (const [column, cell] of cells.entries()) {
    const header = readText(cell)
    if (header === '') continue
    const known = FIELD_OF.get(withoutHints(header).name) ?? FIELD_OF.get(normalForm(header))
    if (!known) {
      unused.push(header)
      continue
    }
    const [field, rank] = known
    const other = best.get(field)
    if (other && other.rank <= rank) unused.push(header)
    else {
      if (other) unused.push(other.place.header)
      best.set(field, { place: { column, letters: columnLetters(column), header }, rank })
    }
  }
  const columns = new Map([...best].map(([field, { place }]) => [field, place]))
  if (columns.has('name') && (columns.has('post') || columns.has('department')))
    return { of: 'people', row: number, columns, unused }
  // A lone word could be anything; a list of departments has nothing else in its header that counts.
  if (columns.has('department') && !columns.has('name') && (columns.has('kind') || cells.length <= 2))
    return { of: 'departments', row: number, columns, unused }
  return undefined
}
