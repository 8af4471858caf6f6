import { Failure } from '../failure.ts'
import { tooMuch, type Container } from './container.ts'
import type { Limits } from './limits.ts'
import { showingOf, type Showing } from './number-format.ts'
import { localName, readXml, unescapeText } from './xml.ts'

/** Where the parts of a workbook lie, and what stands in the small ones. */
export interface Workbook {
  readonly sheets: readonly { readonly name: string; readonly hidden: boolean; readonly path: string }[]
  readonly date1904: boolean
  readonly sharedStrings: string | undefined
  /** What numbers show, by the number of the cell's style. */
  readonly showings: readonly Showing[]
}

/** Reads everything but the sheets. @throws Failure `spreadsheet.not_a_workbook`, `damaged`, `too_much`. */
export async function readWorkbookParts(container: Container, limits: Limits): Promise<Workbook> {
  const main = await findMainPart(container, limits)
  if (main === undefined)
    throw new Failure('invalid', 'spreadsheet.not_a_workbook', { found: kindOfArchive(container) })
  const links = await readLinks({ container, limits, part: main })
  const { sheets, date1904 } = await readMainPart({ container, limits, path: main })
  if (sheets.length > limits.sheets) throw tooMuch('sheets', limits.sheets)
  const pathOf = (type: string) => links.find((link) => link.type === type && container.has(link.path))?.path
  const styles = pathOf('styles')
  return {
    sheets: sheets.flatMap(({ name, hidden, link }) => {
      const target = links.find(({ id }) => id === link)
      // Charts and dialogs are sheets too, but hold no cells.
      return target?.type === 'worksheet' && container.has(target.path)
        ? [{ name, hidden, path: target.path }]
        : []
    }),
    date1904,
    sharedStrings: pathOf('sharedStrings'),
    showings: styles === undefined ? [] : await readStyles({ container, limits, path: styles }),
  }
}

async function findMainPart(container: Container, limits: Limits): Promise<string | undefined> {
  const links = container.has('_rels/.rels') ? await readLinks({ container, limits, part: '' }) : []
  const candidates = [
    ...links.filter(({ type }) => type === 'officeDocument').map(({ path }) => path),
    'xl/workbook.xml',
  ]
  return candidates.find((path) => /workbook[^/]*\.xml$/i.test(path) && container.has(path))
}

/** What an archive without a workbook seems to be, for the words of the refusal. */
function kindOfArchive(container: Container): string {
  if (container.has('xl/workbook.bin')) return 'xlsb'
  if (container.has('word/document.xml')) return 'docx'
  if (container.has('ppt/presentation.xml')) return 'pptx'
  if (container.has('content.xml') && container.has('mimetype')) return 'ods'
  return 'zip'
}

interface Link {
  readonly id: string
  /** The last part of the type's address: the strict and the usual form of the format differ before it. */
  readonly type: string
  readonly path: string
}

async function readLinks({
  container,
  limits,
  part,
}: {
  container: Container
  limits: Limits
  part: string
}): Promise<Link[]> {
  const folder = part.slice(0, part.lastIndexOf('/') + 1)
  const path = `${folder}_rels/${part.slice(folder.length)}.rels`
  const links: Link[] = []
  if (!container.has(path)) return links
  await readXml(container.read(path), {
    limits,
    listener: {
      open: (name, { Id: id, Type: type = '', Target: target = '', TargetMode: mode }) => {
        if (name !== 'Relationship' || id === undefined || mode === 'External') return
        links.push({ id, type: type.slice(type.lastIndexOf('/') + 1), path: resolved(folder, target) })
      },
    },
  })
  return links
}

function resolved(folder: string, target: string): string {
  const steps: string[] = []
  for (const step of (target.startsWith('/') ? target : folder + target).split(/[/\\]/)) {
    if (step === '..') steps.pop()
    else if (step !== '' && step !== '.') steps.push(step)
  }
  return steps.join('/')
}

async function readMainPart({
  container,
  limits,
  path,
}: {
  container: Container
  limits: Limits
  path: string
}) {
  const sheets: { name: string; hidden: boolean; link: string }[] = []
  let date1904 = false
  await readXml(container.read(path), {
    limits,
    listener: {
      open: (name, attributes) => {
        if (name === 'workbookPr') date1904 = isTrue(attributes['date1904'])
        if (name !== 'sheet') return
        const link =
          Object.entries(attributes).find(([key]) => key.includes(':') && localName(key) === 'id')?.[1] ?? ''
        sheets.push({
          name: unescapeText(attributes['name'] ?? ''),
          hidden: attributes['state'] === 'hidden' || attributes['state'] === 'veryHidden',
          link,
        })
      },
    },
  })
  return { sheets, date1904 }
}

async function readStyles({
  container,
  limits,
  path,
}: {
  container: Container
  limits: Limits
  path: string
}) {
  const codes = new Map<number, string>()
  const formats: number[] = []
  let inCells = false
  await readXml(container.read(path), {
    limits,
    listener: {
      open: (name, attributes) => {
        if (name === 'numFmt') codes.set(Number(attributes['numFmtId']), attributes['formatCode'] ?? '')
        else if (name === 'cellXfs') inCells = true
        else if (name === 'xf' && inCells) formats.push(Number(attributes['numFmtId'] ?? 0))
      },
      close: (name) => {
        if (name === 'cellXfs') inCells = false
      },
    },
  })
  return formats.map((id) => showingOf(id, codes.get(id)))
}

/** `1` or `true`, the two spellings of the format. */
export const isTrue = (value: string | undefined): boolean => value === '1' || value === 'true'
