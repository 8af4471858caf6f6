import { createHmac, randomBytes } from 'node:crypto'
import { unixSeconds } from '../../kernel/clock.ts'
import { seal, unseal } from '../../kernel/sealed.ts'
import type { Runtime } from '../../kernel/runtime.ts'

/** Standard Webhooks (standardwebhooks.com): the secret is 32 random bytes in base64 behind `whsec_`. */
export const newSecret = (): string => PREFIX + randomBytes(32).toString('base64')

const PREFIX = 'whsec_'

/** A secret as it is kept: useless without the key in the data folder, and for any other webhook. */
export const sealSecret = ({ secrets }: Runtime, webhookId: string, secret: string): Buffer =>
  seal(secrets.sealingKey, secret, `webhook ${webhookId}`)

/** The secret, or undefined when the key it was sealed under is not here any more. */
export const openSecret = ({ secrets }: Runtime, webhookId: string, sealed: Buffer): string | undefined =>
  unseal(secrets.sealingKey, sealed, `webhook ${webhookId}`)

interface Signed {
  readonly id: string
  readonly at: string
  readonly body: string
  /** The present secret first; while one is replaced, the former too. */
  readonly secrets: readonly string[]
}

/** The three headers of a message: its id, the second of this try, a signature for each secret that holds now. */
export function signed({ id, at, body, secrets }: Signed): Record<string, string> {
  const timestamp = String(unixSeconds(at))
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(PREFIX.length), 'base64')
    return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`
  })
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signatures.join(' '),
  }
}
