import type { FileType } from './contract.ts'

/** Extensions by type, the usual one first. */
const EXTENSIONS: Readonly<Record<FileType, readonly string[]>> = {
  'image/jpeg': ['jpg', 'jpeg'],
  'image/png': ['png'],
  'image/webp': ['webp'],
  'image/heic': ['heic', 'heif'],
  'application/pdf': ['pdf'],
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': ['xlsx'],
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': ['docx'],
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': ['pptx'],
  'text/plain': ['txt', 'csv'],
}

/** Longest name before its extension, in bytes of UTF-8: with it, file systems (255 bytes) still take it. */
const MOST = 200

/** Names that Windows keeps for devices. */
const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$)(?:\.|$)/i

/**
 * A name as it may be shown and offered: one line without path, control or direction marks, ending in the extension of
 * what the file really is. `报销.pdf.exe` that is a photograph becomes `报销.pdf.exe.jpg`.
 */
export function cleanName(given: string, type: FileType): string {
  const line = given
    .normalize('NFC')
    .toWellFormed()
    // Line and direction marks, joiners, what no font has: they make a name look like another.
    .replaceAll(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}\ufffd]/gu, '')
    .replaceAll(/%(?:2e|2f|5c|00)/gi, '_')
  const last = line.split(/[/\\]/).at(-1) ?? ''
  const tidy = last
    .replaceAll(/["*:<>?|]/g, '_')
    .replaceAll(/\s+/gu, ' ')
    .replace(/^[\s.]+/u, '')
    .replace(/[\s.]+$/u, '')
  const [usual = 'bin', ...others] = EXTENSIONS[type]
  const extension = /\.([a-z]{3,4})$/i.exec(tidy)?.[1]?.toLowerCase()
  const own = extension !== undefined && [usual, ...others].includes(extension) ? extension : undefined
  const stem = cut(own === undefined ? tidy : tidy.slice(0, -own.length - 1)).replace(/[\s.]+$/u, '')
  const named = stem === '' ? '附件' : RESERVED.test(stem) ? `_${stem}` : stem
  return `${named}.${own ?? usual}`
}

/** As many whole characters as there is room for. */
function cut(name: string): string {
  let bytes = 0
  let end = 0
  for (const character of name) {
    bytes += Buffer.byteLength(character)
    if (bytes > MOST) break
    end += character.length
  }
  return name.slice(0, end)
}
