import type { FastifyInstance } from 'fastify'
import { makeServer } from './kernel/http.ts'
import type { Settings } from './kernel/settings.ts'
import { mountPages } from './pages/index.ts'
import { dictionaryOf, type Product } from './product.ts'
import { makeSessions } from './sessions.ts'
import { openSetUp } from './set-up.ts'

export interface App {
  readonly server: FastifyInstance
  /** The secret of the one-time link for the first administrator; undefined once there is a park. */
  readonly setupToken: string | undefined
}

/** The server of an opened product: the modules' routes, sign-in, the first administrator's way in, and the pages. */
export async function makeApp({
  product,
  settings,
  tls,
  version,
}: {
  product: Product
  settings: Settings
  tls?: { readonly cert: string; readonly key: string }
  version: string
}): Promise<App> {
  const { runtime, modules } = product
  const { language } = settings
  const secure = tls !== undefined || settings.proxy !== undefined
  const dictionary = dictionaryOf(modules)
  const sessions = makeSessions(runtime, secure)
  const { authenticate } = sessions
  const server = await makeServer({
    runtime,
    modules,
    dictionary,
    language,
    authenticate,
    ...(tls && { tls }),
    ...(settings.proxy !== undefined && { proxy: settings.proxy }),
    metricsOpen: settings.metrics_open,
    version,
  })
  const setUp = await openSetUp(runtime)
  sessions.mount(server)
  setUp.mount(server)
  await mountPages(server, { runtime, dictionary, language, authenticate, opensSetUp: setUp.opens, secure })
  return { server, setupToken: setUp.token }
}
