import type { IncomingHttpHeaders } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { makeOutgoing, type Guard, type Outgoing } from '../../src/kernel/outgoing.ts'
import { makeCertificate } from './certificate.ts'

interface Received {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** A server on loopback that hears webhooks. */
export interface Receiver {
  readonly port: number
  readonly ca: string
  readonly received: Received[]
  /** How many connections ever arrived, whether or not anything was said on them. */
  readonly connections: () => number
  /** What it answers: a status, or nothing at all. */
  status: number | undefined
  headers: Record<string, string>
  /** The way out of the product for which this one loopback port, and nothing else, counts as public. */
  readonly outgoing: Outgoing
  close(): Promise<void>
}

export async function openReceiver(): Promise<Receiver> {
  const { cert, key } = makeCertificate()
  let connections = 0
  const received: Received[] = []
  const server = createServer({ cert, key }, (request, response) => {
    void text(request).then((body) => {
      received.push({ path: request.url ?? '', headers: request.headers, body })
      if (state.status !== undefined) response.writeHead(state.status, state.headers).end()
    })
  })
  server.on('connection', () => (connections += 1))
  server.on('tlsClientError', () => undefined)
  await new Promise<void>((resolve) => server.listen(0, () => resolve()))
  const { port } = server.address() as AddressInfo
  const guard: Guard = {
    name: (name) => name === 'localhost',
    address: (address) => ['127.0.0.1', '::1'].includes(address),
    port: (one) => one === port,
  }
  const state: Receiver = {
    port,
    ca: cert,
    received,
    connections: () => connections,
    status: 204,
    headers: {},
    outgoing: makeOutgoing(guard, { ca: cert }),
    close() {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
  return state
}
