import { createHash, randomBytes } from 'node:crypto'

/** A secret that is handed out once: 256 random bits. Only its hash is kept. */
export function newToken(prefix: 'bht_' | 'bhs_'): { readonly token: string; readonly tokenHash: Buffer } {
  const token = prefix + randomBytes(32).toString('base64url')
  return { token, tokenHash: hashToken(token) }
}

/** SHA-256 is enough: nobody guesses 256 random bits. */
export const hashToken = (token: string): Buffer => createHash('sha256').update(token).digest()
