import { createHash, createHmac, randomBytes } from 'node:crypto'
import type { Runtime } from '../../kernel/runtime.ts'

/** A secret that is handed out once: 256 random bits. Only its hash is kept. */
export function newToken(prefix: 'bht_' | 'bhs_'): { readonly token: string; readonly tokenHash: Buffer } {
  const token = prefix + randomBytes(32).toString('base64url')
  return { token, tokenHash: hashToken(token) }
}

/** SHA-256 is enough: nobody guesses 128 random bits, let alone 256. */
export const hashToken = (token: string): Buffer => createHash('sha256').update(token).digest()

/** What a code is for: an invitation, or a new password. */
export type CodeKind = 'bhi_' | 'bhr_'

/**
 * A code that somebody else will use: the park, so that it is found behind the park's walls, and 128 bits that follow
 * from the installation's key and the row's id. So it can be shown again to whoever asks again with the same key of his
 * request, without being kept anywhere.
 */
export function codeOf(
  { secrets }: Runtime,
  kind: CodeKind,
  { parkId, id }: { parkId: string; id: string },
): string {
  const secret = createHmac('sha256', secrets.ledgerKey.key).update(`${kind}${parkId}/${id}`).digest()
  return kind + Buffer.concat([bytesOf(parkId), secret.subarray(0, 16)]).toString('base64url')
}

/** The park a code names; undefined for what is no code of this kind. */
export function parkOfCode(kind: CodeKind, code: string): string | undefined {
  if (!code.startsWith(kind) || !/^[\w-]{43}$/.test(code.slice(kind.length))) return undefined
  const hex = Buffer.from(code.slice(kind.length), 'base64url').subarray(0, 16).toString('hex')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

const bytesOf = (id: string) => Buffer.from(id.replaceAll('-', ''), 'hex')
