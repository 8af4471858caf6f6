import { foundExamplePark, type ExamplePark, type Who } from '../../test/browser/example-park.ts'
import { openTestProduct } from '../../test/support/park.ts'
import { makeApp, type App } from '../app.ts'
import type { Product } from '../product.ts'

/** The pages of the example park, as its people open them. */
export interface PagesBench {
  readonly product: Product
  readonly park: ExamplePark
  readonly server: App['server']
  /** The cookie of somebody who is signed in. */
  cookieOf(who: Who): Promise<string>
  close(): Promise<void>
}

export async function openPages(): Promise<PagesBench> {
  const bench = await openTestProduct()
  const park = await foundExamplePark(bench.product.runtime, (at) => bench.clock.set(at))
  const { server } = await makeApp({ product: bench.product, settings: bench.settings, version: 'test' })
  const cookies = new Map<Who, Promise<string>>()
  const signIn = async (who: Who): Promise<string> => {
    const { headers } = await server.inject({
      method: 'POST',
      url: '/api/v1/session',
      payload: park.person(who),
    })
    return String(headers['set-cookie']).split(';')[0] ?? ''
  }
  return {
    product: bench.product,
    park,
    server,
    cookieOf(who) {
      const cookie = cookies.get(who) ?? signIn(who)
      cookies.set(who, cookie)
      return cookie
    },
    async close() {
      await server.close()
      await bench.close()
    },
  }
}
