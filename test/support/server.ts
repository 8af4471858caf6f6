import { randomUUID } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { makeApp } from '../../src/app.ts'
import { addToken } from '../../src/modules/people/index.ts'
import type { TestPark, TestProduct, Who } from './park.ts'

/** A server on loopback in front of a test product. */
export interface TestServer {
  readonly address: string
  readonly setupToken: string | undefined
  /** A request as a program makes it: with the token of somebody of the cast, and a key of its own. */
  call(who: Who | undefined, method: string, path: string, options?: CallOptions): Promise<Answered>
  /** A request as it is given, for what programs must not send. */
  raw(path: string, init?: RequestInit): Promise<Response>
  close(): Promise<void>
}

export interface CallOptions {
  readonly body?: unknown
  readonly key?: string | null
  readonly headers?: Readonly<Record<string, string>>
}

export interface Answered {
  readonly status: number
  readonly headers: Headers
  // What a test looks at is different for each route.
  readonly body: Record<string, unknown> & { readonly code?: string }
}

export async function openTestServer(
  { product, settings }: TestProduct,
  park?: TestPark,
): Promise<TestServer> {
  const { server, setupToken } = await makeApp({ product, settings, version: 'test' })
  await server.listen({ host: '127.0.0.1', port: 0 })
  const { port } = server.server.address() as AddressInfo
  const address = `http://127.0.0.1:${port}`
  const tokens = new Map<Who, string>()
  const tokenOf = async (who: Who) => {
    const known = tokens.get(who)
    if (known !== undefined) return known
    if (!park) throw new Error('no park')
    const { token } = await park.act('console', addToken, { user: who })
    tokens.set(who, token)
    return token
  }
  return {
    address,
    setupToken,
    raw: (path, init) => fetch(address + path, init),
    async call(who, method, path, { body, key, headers = {} } = {}) {
      const response = await fetch(`${address}/api/v1${path}`, {
        method,
        headers: {
          ...(who !== undefined && { authorization: `Bearer ${await tokenOf(who)}` }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...(method !== 'GET' && key !== null && { 'idempotency-key': key ?? randomUUID() }),
          ...headers,
        },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      })
      const text = await response.text()
      return {
        status: response.status,
        headers: response.headers,
        body: (text === '' ? {} : JSON.parse(text)) as Answered['body'],
      }
    },
    close: () => server.close(),
  }
}
