import { Failure } from '../../kernel/failure.ts'
import { notAllowed } from './refusal.ts'
import type { Source } from './source.ts'

/** What a browser or a viewer could take for a page: such a text is no attachment of an office. */
const MARKUP =
  /<(?:!doctype\s+html|html|head|body|script|svg|iframe|object|embed|link|meta|style|template|form|math|hta:application)[\s/>]|<\?(?:xml|php|=)/i

/** Longest of the marks above, so that one across two blocks is seen. */
const OVERLAP = 64

/**
 * A text is UTF-8 throughout, without control characters, and neither a page nor a script.
 * @throws Failure `files.not_utf8`, `files.not_allowed`
 */
export async function checkText(source: Source): Promise<void> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false })
  let before = ''
  let isFirst = true
  const look = (text: string) => {
    if (/[\0-\u0008\u000b\u000e-\u001f\u007f]/.test(text)) throw notAllowed('binary')
    if (isFirst && /^\s*(?:#!|@echo\s+off|MZ)/i.test(text)) throw notAllowed('script')
    const found = MARKUP.exec(before + text)?.[0].toLowerCase()
    if (found !== undefined) throw notAllowed(found.startsWith('<svg') ? 'svg' : 'html')
    isFirst = false
    before = text.slice(-OVERLAP)
  }
  try {
    for await (const block of source.blocks()) look(decoder.decode(block, { stream: true }))
    look(decoder.decode())
  } catch (error) {
    if (error instanceof TypeError) throw new Failure('invalid', 'files.not_utf8')
    throw error
  }
}
