/** The small, fixed parts of a workbook that we write. */

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const LINKS = 'http://schemas.openxmlformats.org/package/2006/relationships'
const LINK_TYPE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const CONTENT_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml'

/** A text as XML, in the way that spreadsheets escape what XML would change: a carriage return, and `_x000D_` itself. */
export function escapeXml(text: string): string {
  return text
    .replaceAll(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
    .replaceAll('\r', '_x000D_')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}

/** The part that tells what the others are: `[Content_Types].xml`. */
export function contentTypes(sheets: number): string {
  const overrides = numbers(sheets).map(
    (n) => `<Override PartName="/xl/worksheets/sheet${n}.xml" ContentType="${CONTENT_TYPE}.worksheet+xml"/>`,
  )
  return (
    `${HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
    '<Default Extension="xml" ContentType="application/xml"/>' +
    `<Override PartName="/xl/workbook.xml" ContentType="${CONTENT_TYPE}.sheet.main+xml"/>` +
    `<Override PartName="/xl/styles.xml" ContentType="${CONTENT_TYPE}.styles+xml"/>${overrides.join('')}</Types>`
  )
}

/** The links from the archive to the workbook: `_rels/.rels`. */
export const partLinks = `${HEAD}<Relationships xmlns="${LINKS}">${link(1, 'officeDocument', 'xl/workbook.xml')}</Relationships>`

/** The links from the workbook to its sheets and styles. */
export function workbookLinks(sheets: number): string {
  const toSheets = numbers(sheets).map((n) => link(n, 'worksheet', `worksheets/sheet${n}.xml`))
  return `${HEAD}<Relationships xmlns="${LINKS}">${toSheets.join('')}${link(sheets + 1, 'styles', 'styles.xml')}</Relationships>`
}

/** A sheet as the workbook lists it. `printedColumns` are the letters of the last printed column. */
export interface SheetEntry {
  readonly name: string
  readonly hidden: boolean
  readonly headerRow: number
  readonly printedColumns: string | undefined
}

/** The list of sheets, with the rows repeated on each page and the columns printed. @throws RangeError for a bad name. */
export function workbookPart(sheets: readonly SheetEntry[]): string {
  const entries = sheets.map(
    ({ name, hidden }, index) =>
      `<sheet name="${escapeXml(checkedName(name))}" sheetId="${index + 1}"${hidden ? ' state="hidden"' : ''} r:id="rId${index + 1}"/>`,
  )
  const names = sheets.flatMap(({ name, headerRow, printedColumns }, index) => {
    const sheet = `'${escapeXml(name.replaceAll("'", "''"))}'!`
    const titles = definedName('Print_Titles', index, `${sheet}$${headerRow}:$${headerRow}`)
    return printedColumns === undefined
      ? [titles]
      : [definedName('Print_Area', index, `${sheet}$A:$${printedColumns}`), titles]
  })
  return (
    `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${LINK_TYPE}"><bookViews><workbookView/></bookViews>` +
    `<sheets>${entries.join('')}</sheets><definedNames>${names.join('')}</definedNames></workbook>`
  )
}

/** The styles of cells, by what they are for. */
export const STYLE = { text: 1, number: 2, date: 3, header: 4, title: 5, subtitle: 6 } as const

const TEXT_FORMAT = 49
const DATE_FORMAT = 164

/** Text cells carry the text format, so that typing `=1` into one later stays text too. */
export const STYLES =
  `${HEAD}<styleSheet xmlns="${MAIN}">` +
  `<numFmts count="1"><numFmt numFmtId="${DATE_FORMAT}" formatCode="yyyy\\-mm\\-dd"/></numFmts>` +
  `<fonts count="3">${font(11, false)}${font(11, true)}${font(18, true)}</fonts>` +
  '<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>' +
  '<fill><patternFill patternType="solid"><fgColor rgb="FFE7EDF3"/></patternFill></fill></fills>' +
  '<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border>' +
  `<border>${edge('left')}${edge('right')}${edge('top')}${edge('bottom')}<diagonal/></border></borders>` +
  '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>' +
  '<cellXfs count="7"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>' +
  `${style({ format: TEXT_FORMAT, align: 'left' })}${style({ align: 'center' })}` +
  style({ format: DATE_FORMAT, align: 'center' }) +
  style({ format: TEXT_FORMAT, font: 1, fill: 2, align: 'center' }) +
  style({ format: TEXT_FORMAT, font: 2, border: 0, align: 'center' }) +
  `${style({ format: TEXT_FORMAT, border: 0, align: 'left' })}</cellXfs>` +
  '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'

function style({
  format = 0,
  font = 0,
  fill = 0,
  border = 1,
  align,
}: Partial<Record<'format' | 'font' | 'fill' | 'border', number>> & { align: string }) {
  return (
    `<xf numFmtId="${format}" fontId="${font}" fillId="${fill}" borderId="${border}" xfId="0" applyNumberFormat="1" ` +
    'applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1">' +
    `<alignment horizontal="${align}" vertical="center" wrapText="1"/></xf>`
  )
}

function font(size: number, isBold: boolean): string {
  return `<font>${isBold ? '<b/>' : ''}<sz val="${size}"/><name val="宋体"/><family val="3"/><charset val="134"/></font>`
}

function edge(side: string): string {
  return `<${side} style="thin"><color auto="1"/></${side}>`
}

function link(id: number, type: string, target: string): string {
  return `<Relationship Id="rId${id}" Type="${LINK_TYPE}/${type}" Target="${target}"/>`
}

function definedName(name: string, sheet: number, range: string): string {
  return `<definedName name="_xlnm.${name}" localSheetId="${sheet}">${range}</definedName>`
}

/** @throws RangeError for a name that Excel would call damage. */
function checkedName(name: string): string {
  if (name === '' || name.length > 31 || /[[\]:*?/\\]|^'|'$/.test(name))
    throw new RangeError(`no name for a sheet: ${name}`)
  return name
}

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1)
