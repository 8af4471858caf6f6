import { lookup } from 'node:dns/promises'
import { Agent, request } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { isPublicAddress, isPublicName } from './addresses.ts'

/**
 * Requests that the product itself makes: from here and from nowhere else. Where they go was typed by a user, so they
 * must not reach what only this machine can reach. HTTPS alone; no redirects; what the address is, is judged again at
 * the moment of connecting, on the very address that is connected to, so that a name cannot change its mind in between.
 */

/** Whether a place may be asked. */
export interface Guard {
  readonly name: (name: string) => boolean
  readonly address: (address: string) => boolean
  readonly port: (port: number) => boolean
}

/** Public addresses alone, and never a port of ours (the database's), wherever it may be. */
export const publicOnly = (ownPorts: readonly number[]): Guard => ({
  name: isPublicName,
  address: isPublicAddress,
  port: (port) => !ownPorts.includes(port),
})

/** Why a place is not asked, or did not answer; a code that tells nothing of what is there. */
export class Unreachable extends Error {
  readonly reason:
    | 'url'
    | 'scheme'
    | 'credentials'
    | 'port'
    | 'name'
    | 'address'
    | 'unresolved'
    | 'redirect'
    | 'timeout'
    | 'broken'
  constructor(reason: Unreachable['reason']) {
    super(`unreachable: ${reason}`)
    this.name = 'Unreachable'
    this.reason = reason
  }
}

export interface Outgoing {
  /** Judges a URL before it is kept. @throws Unreachable */
  check(url: string): Promise<void>
  /** @returns the status of the answer; what it says is not read. @throws Unreachable */
  post(url: string, message: Posting): Promise<number>
}

interface Posting {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Milliseconds for the whole exchange, looking up the name included. */
const TIMEOUT = 5_000

/** @param options.ca certificates to trust besides those of the system: for tests, which have no others. */
export function makeOutgoing(guard: Guard, { ca }: { readonly ca?: string } = {}): Outgoing {
  return {
    async check(text) {
      const { hostname } = judged(text, guard)
      if (isIP(bare(hostname)) === 0) await addressesOf(hostname, guard)
    },
    post(text, { headers, body }) {
      return new Promise((resolve, reject) => {
        const url = judgedOr(text, guard, reject)
        if (!url) return
        const signal = AbortSignal.timeout(TIMEOUT)
        // An agent of its own: no connection is kept, and no proxy of the environment comes in between.
        const agent = new Agent({ keepAlive: false, maxSockets: 1 })
        const sent = request(url, {
          method: 'POST',
          agent,
          signal,
          lookup: guarded(guard),
          headers: { ...headers, 'content-length': Buffer.byteLength(body) },
          ...(ca !== undefined && { ca }),
        })
        sent.on('response', (response) => {
          const status = response.statusCode ?? 0
          response.destroy()
          agent.destroy()
          if (status >= 300 && status < 400) reject(new Unreachable('redirect'))
          else resolve(status)
        })
        sent.on('error', (error) => {
          agent.destroy()
          reject(
            error instanceof Unreachable ? error : new Unreachable(signal.aborted ? 'timeout' : 'broken'),
          )
        })
        sent.end(body)
      })
    },
  }
}

function judgedOr(text: string, guard: Guard, reject: (error: unknown) => void): URL | undefined {
  try {
    return judged(text, guard)
  } catch (error) {
    reject(error)
    return undefined
  }
}

/**
 * What can be said of a URL without asking anybody. The URL standard has written out every spelling of an address
 * (decimal, octal, hexadecimal, short) by then.
 */
function judged(text: string, guard: Guard): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url) throw new Unreachable('url')
  if (url.protocol !== 'https:') throw new Unreachable('scheme')
  if (url.username !== '' || url.password !== '') throw new Unreachable('credentials')
  if (!guard.port(url.port === '' ? 443 : Number(url.port))) throw new Unreachable('port')
  const host = bare(url.hostname)
  if (isIP(host) === 0) {
    if (!guard.name(host)) throw new Unreachable('name')
  } else if (!guard.address(host)) throw new Unreachable('address')
  return url
}

/** [::1] → ::1 */
const bare = (hostname: string): string => hostname.replace(/^\[(.*)\]$/, '$1')

/** The addresses of a name: all of them must be allowed, since any of them may be the one that is taken. */
async function addressesOf(name: string, guard: Guard): Promise<{ address: string; family: number }[]> {
  const found = await within(lookup(name, { all: true, order: 'verbatim' })).catch(() => [])
  if (found.length === 0) throw new Unreachable('unresolved')
  if (!found.every(({ address }) => guard.address(address))) throw new Unreachable('address')
  return found
}

/** A lookup cannot be stopped, but nobody has to wait for it. */
function within<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Unreachable('timeout')), TIMEOUT)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}

/** What a connection asks for an address: it is given only what the guard allows, at that very moment. */
const guarded =
  (guard: Guard): LookupFunction =>
  (name, options, callback) => {
    addressesOf(name, guard).then(
      (found) => {
        const [first] = found
        if (options.all === true) callback(null, found)
        else callback(null, first?.address ?? '', first?.family ?? 4)
      },
      (error: unknown) => callback(error instanceof Error ? error : new Error('lookup'), '', 0),
    )
  }
