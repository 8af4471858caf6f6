import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { brotliCompressSync } from 'node:zlib'
import type { FastifyInstance } from 'fastify'
import { Failure } from '../kernel/failure.ts'

interface Asset {
  /** The address, with the hash of the content in it: a changed file has another address. */
  readonly path: string
  readonly type: string
  readonly plain: Buffer
  readonly packed: Buffer
}

const STYLES = [
  'base.css',
  'parts.css',
  'shell.css',
  'notices.css',
  'alone.css',
  'entry.css',
  'fields.css',
  'filters.css',
  'list.css',
  'case.css',
  'enterprise.css',
  'days.css',
  'first-day.css',
  'story.css',
  'print.css',
] as const

const read = (name: string): string => readFileSync(new URL(`assets/${name}`, import.meta.url), 'utf8')

function asset(name: string, type: string, text: string): Asset {
  const plain = Buffer.from(text)
  const hash = createHash('sha256').update(plain).digest('hex').slice(0, 12)
  const [stem = '', ending = ''] = name.split('.')
  return { path: `/assets/${stem}-${hash}.${ending}`, type, plain, packed: brotliCompressSync(plain) }
}

/** What the pages load besides themselves: one style, one script, one drawing; read once and kept. */
export const ASSETS = {
  style: asset('pages.css', 'text/css; charset=utf-8', STYLES.map(read).join('\n')),
  script: asset('pages.js', 'text/javascript; charset=utf-8', read('pages.js')),
  mark: asset('mark.svg', 'image/svg+xml', read('mark.svg')),
} as const

/** Serves the assets. Their addresses change with their content, so that browsers may keep them for ever. */
export function mountAssets(server: FastifyInstance): void {
  const byPath = new Map(Object.values(ASSETS).map((each) => [each.path, each]))
  server.get('/assets/:name', (request, reply) => {
    const found = byPath.get(request.url)
    if (!found) throw new Failure('missing', 'kernel.no_such_route', { path: request.url.slice(0, 200) })
    const packs = request.headers['accept-encoding']?.includes('br') === true
    return reply
      .headers({
        'cache-control': 'public, max-age=31536000, immutable',
        vary: 'accept-encoding',
        ...(packs && { 'content-encoding': 'br' }),
      })
      .type(found.type)
      .send(packs ? found.packed : found.plain)
  })
}
