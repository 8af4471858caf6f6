import { Failure } from '../../kernel/failure.ts'
import { damaged, twoInOne } from './refusal.ts'
import { findWord, type Source } from './source.ts'

const TAIL = 1024

/** What makes a PDF do something when it is opened. Long words only: two letters stand in any picture by chance. */
const ACTIVE = ['/JavaScript', '/Launch', '/RichMedia', '/ImportData', '/SubmitForm']

/**
 * A PDF begins at the first byte and ends with its end mark: what stands before or behind is read by other programs.
 * A plain program in it is refused. One inside a compressed stream is not found; what keeps people safe is that no
 * file is ever shown by us.
 * @throws Failure `files.damaged`, `files.two_in_one`, `files.active`
 */
export async function checkPdf(source: Source): Promise<void> {
  const from = Math.max(0, source.size - TAIL)
  const tail = (await source.bytes(from, source.size - from)).toString('latin1')
  const end = tail.lastIndexOf('%%EOF')
  if (end === -1)
    throw (await findWord(source, ['%%EOF'])) ? twoInOne('after the PDF') : damaged('the PDF has no end')
  if (!/^[\s\0]*$/.test(tail.slice(end + '%%EOF'.length))) throw twoInOne('after the PDF')
  const found = await findWord(source, ACTIVE, unescaped)
  if (found !== undefined) throw new Failure('invalid', 'files.active', { found })
}

/** Names may spell any letter as # and two digits (ISO 32000, 7.3.5). */
const unescaped = (block: Buffer): string =>
  block
    .toString('latin1')
    .replaceAll(/#([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
