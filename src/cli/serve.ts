import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { makeApp } from '../app.ts'
import { Failure } from '../kernel/failure.ts'
import { housekeeping } from '../kernel/housekeeping.ts'
import { startJobs } from '../kernel/jobs.ts'
import { outboxJob } from '../kernel/outbox.ts'
import type { Settings } from '../kernel/settings.ts'
import { VERSION, type Product } from '../product.ts'
import type { Invocation, Subcommand } from './subcommand.ts'
import type { Terminal } from './terminal.ts'

export const serve: Subcommand = {
  name: 'serve',
  usage: '[--port 8080] [--host 127.0.0.1] [--database-url URL] [--tls-cert F --tls-key F]',
  summary: { zh: '启动服务', en: 'The server' },
  options: {
    port: { type: 'string' },
    host: { type: 'string' },
    'database-url': { type: 'string' },
    'tls-cert': { type: 'string' },
    'tls-key': { type: 'string' },
  },
  words: [0, 0],
  run: (invocation) => serveUntilStopped(invocation, () => Promise.resolve()),
}

/** Serves until it is told to stop. `prepare` runs when the database is open and nobody can ask yet. */
export async function serveUntilStopped(
  { terminal, settings, product: open }: Invocation,
  prepare: (product: Product) => Promise<void>,
): Promise<number> {
  const tls = readTls(settings)
  refusePlainHttp(settings)
  const stopping = stopSignal()
  const product = await open()
  for (const warning of product.warnings)
    terminal.note(terminal.dictionary.say(warning, {}, terminal.language))
  await prepare(product)
  const { server, setupToken } = await makeApp({ product, settings, version: VERSION, ...(tls && { tls }) })
  await listen(server, settings)
  const jobs = await startJobs(product.runtime, [
    housekeeping,
    outboxJob(product.modules.flatMap(({ listeners }) => listeners)),
    ...product.modules.flatMap((module) => module.jobs),
  ])
  const address = addressOf(server.server.address() as AddressInfo, tls !== undefined) // marked cast: it listens on TCP
  sayWhere(terminal, address, setupToken)
  await stopping
  terminal.note(terminal.language === 'zh' ? '正在停止…' : 'Stopping…')
  await server.close()
  await jobs.stop()
  return 0
}

function sayWhere(terminal: Terminal, address: string, setupToken: string | undefined): void {
  terminal.say(terminal.language === 'zh' ? `闭环已启动：${address}` : `Bihuan is running at ${address}`)
  if (setupToken === undefined) return
  terminal.say(
    terminal.language === 'zh'
      ? `还没有园区。第一位管理员请打开（24 小时内，一次有效）：${address}/setup?token=${setupToken}`
      : `There is no park yet. The first administrator opens this link, valid once within 24 hours: ${address}/setup?token=${setupToken}`,
  )
}

/** Resolves at the first Ctrl-C or request to end; a second one ends at once. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    let asked = false
    const stop = () => {
      if (asked) process.exit(130)
      asked = true
      resolve()
    }
    process.on('SIGINT', stop)
    process.on('SIGTERM', stop)
  })
}

function readTls({ tls_cert, tls_key }: Settings): { cert: string; key: string } | undefined {
  if (tls_cert === undefined && tls_key === undefined) return undefined
  const read = (file: string | undefined) => {
    try {
      return readFileSync(file ?? '', 'utf8')
    } catch {
      throw new Failure('invalid', 'kernel.tls_unreadable', { file: file ?? '—' })
    }
  }
  return { cert: read(tls_cert), key: read(tls_key) }
}

/** Beyond this machine nothing is served in the clear, unless a proxy in front of us encrypts. */
function refusePlainHttp({ host, tls_cert, proxy }: Settings): void {
  const loopback = host === 'localhost' || host === '::1' || /^127\./.test(host)
  if (!loopback && tls_cert === undefined && proxy === undefined) {
    throw new Failure('invalid', 'kernel.plain_http', { host })
  }
}

async function listen(
  server: Awaited<ReturnType<typeof makeApp>>['server'],
  { host, port }: Settings,
): Promise<void> {
  try {
    await server.listen({ host, port })
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'EADDRINUSE' || code === 'EACCES')
      throw new Failure('conflict', 'kernel.port_taken', { host, port })
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
      throw new Failure('invalid', 'kernel.address_bad', { host })
    throw error
  }
}

function addressOf({ address, family, port }: AddressInfo, encrypted: boolean): string {
  const host = family === 'IPv6' ? `[${address}]` : address
  return `${encrypted ? 'https' : 'http'}://${host}:${port}`
}
