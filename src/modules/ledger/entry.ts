import { createHmac, hash, randomBytes, timingSafeEqual, type KeyObject } from 'node:crypto'
import canonicalize from 'canonicalize'
import type { LedgerKey } from '../../kernel/secrets.ts'

/** A value that an entry sets: what is left of a case after the entry, without words and personal data. */
export type Fact = string | number | boolean | null | readonly Fact[] | { readonly [key: string]: Fact }

/** An entry before it is sealed. */
export interface Draft {
  readonly parkId: string
  readonly caseId: string
  /** 1, 2, 3 … within the case. */
  readonly seq: number
  readonly id: string
  /** Hash of the entry before, null for the first. */
  readonly previous: Buffer | null
  readonly action: string
  readonly from: string
  readonly to: string
  readonly post: string
  readonly userId: string
  readonly recordedAt: string
  readonly happenedAt: string
  readonly set: Readonly<Record<string, Fact>>
  /** Words and personal data by name; the entry holds the salted hash of each. */
  readonly said: Readonly<Record<string, string>>
}

/** What opens a salted hash: `path` is the JSON pointer (RFC 6901) in the entry where the hash stands. */
export interface Opening {
  readonly path: string
  readonly salt: string
  readonly value: string
}

/** What the entry holds besides who, when and which act. */
export interface Body {
  readonly set: Readonly<Record<string, Fact>>
  readonly said: Readonly<Record<string, string>>
}

export interface Sealed {
  readonly body: Body
  readonly opened: readonly Opening[]
  readonly hash: Buffer
  readonly mac: Buffer
  readonly macKey: string
}

/** An entry without what is computed from it. */
export type Unsealed = Omit<Draft, 'set' | 'said'> & {
  readonly body: Body
  /** Name of the key of the MAC: under the hash as well, so that it cannot be swapped for one that is not here. */
  readonly macKey: string
}

/** Version of the canonical form below. It stands in the form itself: a later form gets a later number. */
const FORM = 1

/**
 * The canonical JSON of an entry (RFC 8785): what is hashed, authenticated, and later becomes a leaf of the tree.
 * Names are of the glossary and never change their meaning.
 */
export function canonicalEntry(entry: Unsealed): string {
  const text = canonicalize({
    form: FORM,
    park: entry.parkId,
    case: entry.caseId,
    seq: entry.seq,
    id: entry.id,
    prev: entry.previous ? entry.previous.toString('hex') : null,
    action: entry.action,
    from: entry.from,
    to: entry.to,
    post: entry.post,
    actor: entry.userId,
    recorded_at: entry.recordedAt,
    happened_at: entry.happenedAt,
    set: entry.body.set,
    said: entry.body.said,
    key: entry.macKey,
  })
  if (text === undefined) throw new Error('an entry is never empty')
  return text
}

/** The hash of an entry: SHA-256 over 0x00 and the canonical JSON, which is the leaf hash of RFC 6962, section 2.1. */
export const hashEntry = (canonical: string): Buffer => hash('sha256', `\0${canonical}`, 'buffer')

/** The authentication of an entry: HMAC-SHA-256 (RFC 2104) of the canonical JSON. */
export const macEntry = (canonical: string, key: KeyObject): Buffer =>
  createHmac('sha256', key).update(canonical).digest()

/** Compares in constant time, as one compares what somebody may try to guess. */
export const sameBytes = (a: Buffer, b: Buffer): boolean => a.length === b.length && timingSafeEqual(a, b)

/** `sha256:` and the hex of SHA-256 over the salt's bytes followed by the UTF-8 of the value. */
export function commitTo(salt: string, value: string): string {
  return `sha256:${hash('sha256', Buffer.concat([Buffer.from(salt, 'hex'), Buffer.from(value, 'utf8')]), 'hex')}`
}

/** 128 bits, so that a salted name cannot be found by trying names. */
const SALT_BYTES = 16

/** Whether it is spelt as we spell a salt: reading hex stops silently at the first letter that is none. */
export const isSalt = (value: unknown): boolean => typeof value === 'string' && /^[0-9a-f]{32}$/.test(value)

/** Salts the words, hashes and authenticates the entry. */
export function seal(draft: Draft, key: LedgerKey): Sealed {
  const words = Object.entries(draft.said)
  // One draw for all: asking for chance costs more than what it gives.
  const chance = randomBytes(words.length * SALT_BYTES)
  const opened = words.map(([name, value], i): Opening => {
    return {
      path: `/said/${name}`,
      salt: chance.toString('hex', i * SALT_BYTES, (i + 1) * SALT_BYTES),
      value,
    }
  })
  const body: Body = {
    set: draft.set,
    said: Object.fromEntries(
      opened.map(({ path, salt, value }) => [path.slice('/said/'.length), commitTo(salt, value)]),
    ),
  }
  const canonical = canonicalEntry({ ...draft, body, macKey: key.id })
  return { body, opened, hash: hashEntry(canonical), mac: macEntry(canonical, key.key), macKey: key.id }
}
