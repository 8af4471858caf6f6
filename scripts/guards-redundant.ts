/**
 * Guards behind which another one stands: without them nothing can be done or seen that must not be, so no test misses
 * them. Each with its reason; a wrong entry would hide a hole, so whoever adds one shows the second lock.
 */
export const REDUNDANT: Readonly<Record<string, string>> = {
  // A dispatcher's states for it are those of the transition table, which has the very same three for this post.
  'src/modules/cases/asker-rules.ts rule hand_over.obstacle':
    'obstacle() in policy.ts refuses every other state before it asks the rule',
}
