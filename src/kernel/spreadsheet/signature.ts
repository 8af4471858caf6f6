import type { FileHandle } from 'node:fs/promises'
import { Failure } from '../failure.ts'
import { tooMuch } from './container.ts'
import type { Limits } from './limits.ts'

const ZIP = Buffer.from('PK\u0003\u0004', 'latin1')
const OLE = Buffer.from('d0cf11e0a1b11ae1', 'hex')
const HEAD_BYTES = 4_096

/** The stream that holds the workbook when Office has locked it with a password; names are UTF-16 in OLE files. */
const ENCRYPTED = Buffer.from('EncryptedPackage', 'utf16le')

/**
 * Looks at the first bytes: only a zip archive can be a workbook, and what people send instead deserves its name.
 * @throws Failure `spreadsheet.empty_file`, `too_much` (fileBytes), `old_format`, `encrypted`, `not_a_spreadsheet`.
 */
export async function checkSignature(file: FileHandle, limits: Limits): Promise<void> {
  const stat = await file.stat()
  if (!stat.isFile()) throw new Failure('invalid', 'spreadsheet.unreadable', { reason: 'EISDIR' })
  if (stat.size === 0) throw new Failure('invalid', 'spreadsheet.empty_file')
  if (stat.size > limits.fileBytes) throw tooMuch('fileBytes', limits.fileBytes, { bytes: stat.size })
  const head = Buffer.alloc(Math.min(HEAD_BYTES, stat.size))
  await file.read(head, 0, head.length, 0)
  if (head.subarray(0, ZIP.length).equals(ZIP)) return
  if (!head.subarray(0, OLE.length).equals(OLE)) {
    throw new Failure('invalid', 'spreadsheet.not_a_spreadsheet', { found: kindOfText(head) })
  }
  const isEncrypted = await contains({ file, size: stat.size, sought: ENCRYPTED })
  throw new Failure('invalid', isEncrypted ? 'spreadsheet.encrypted' : 'spreadsheet.old_format')
}

async function contains({
  file,
  size,
  sought,
}: {
  file: FileHandle
  size: number
  sought: Buffer
}): Promise<boolean> {
  const block = Buffer.alloc(1 << 20)
  for (let place = 0; place < size; place += block.length - sought.length) {
    const { bytesRead } = await file.read(block, 0, block.length, place)
    if (block.subarray(0, bytesRead).includes(sought)) return true
  }
  return false
}

/** What a file that is no archive seems to be, for the words of the refusal. */
function kindOfText(head: Buffer): string {
  const text = head
    .toString('latin1')
    .replace(/^\u00ef\u00bb\u00bf/, '')
    .trimStart()
    .toLowerCase()
  if (text.startsWith('%pdf')) return 'pdf'
  if (/^(<!doctype html|<html|<table|<meta|<head|<!--)/.test(text)) return 'html'
  if (text.startsWith('<?xml') || text.startsWith('<')) return 'xml'
  if (text.startsWith('{') || text.startsWith('[')) return 'json'
  if (/[\u0000-\u0008\u000e-\u001a]/.test(text)) return 'binary'
  return /[,;\t]/.test(text) ? 'csv' : 'text'
}
