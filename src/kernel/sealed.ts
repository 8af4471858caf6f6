import { createCipheriv, createDecipheriv, randomBytes, type KeyObject } from 'node:crypto'

/**
 * Secrets of others that the product must be able to use again: kept in the database under a key outside of it
 * (AES-256-GCM). `place` says where the text belongs, so that one sealed text cannot stand in for another.
 */
export function seal(key: KeyObject, text: string, place: string): Buffer {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(place))
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed])
}

/** The text, or undefined when it was sealed under another key, for another place, or has been changed. */
export function unseal(key: KeyObject, sealed: Buffer, place: string): string | undefined {
  try {
    const opener = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12), { authTagLength: 16 })
      .setAAD(Buffer.from(place))
      .setAuthTag(sealed.subarray(12, 28))
    return Buffer.concat([opener.update(sealed.subarray(28)), opener.final()]).toString('utf8')
  } catch {
    return undefined
  }
}
