/**
 * Guards behind which another one stands: without them nothing can be done or seen that must not be, so no test misses
 * them. Each with its reason; a wrong entry would hide a hole, so whoever adds one shows the second lock.
 */
export const REDUNDANT: Readonly<Record<string, string>> = {
  // A person's sessions and tokens end with him, and http.ts looks for them before any upload is taken in.
  'src/kernel/transfer.ts refusal kernel.nobody':
    'authenticated() in http.ts refuses who has no session or token',
}
