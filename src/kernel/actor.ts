/** The posts (岗位) a person can hold. Permissions belong to posts. */
export const POSTS = [
  'dispatcher',
  'handler',
  'head',
  'liaison',
  'officer',
  'hotline',
  'return_visitor',
  'leader',
  'supervisor',
  'enterprise',
  'admin',
  'auditor',
  'city',
] as const
export type Post = (typeof POSTS)[number]

/** Posts that somebody can hold only of a department. */
export const OF_A_DEPARTMENT: readonly Post[] = ['handler', 'head', 'liaison']

/** In which capacity an entry or audit row was made: a post, the console of the installation, or the system itself. */
export type Capacity = Post | 'console' | 'system' | 'import'

/** A post as somebody holds it: of a department, or for an enterprise. */
export interface Holding {
  readonly post: Post
  readonly departmentId: string | null
  readonly enterpriseId: string | null
  /** Whose post it is, where somebody stands in for another (代理); absent or null: his own. */
  readonly standsInFor?: string | null
}

/** Who acts: one person in one park, with the posts held at this moment. */
export interface Actor {
  readonly userId: string
  readonly parkId: string
  readonly name: string
  /** The installation's own account, as which the command line acts. */
  readonly console: boolean
  readonly holdings: readonly Holding[]
  /** Who left and handed over to him what they had in hand. */
  readonly successorOf?: readonly string[]
  /** What a token is confined to; undefined where nothing confines. */
  readonly scopes?: readonly string[]
  /** For whom this very act is done; said by the road of a command, once it knows in which post. */
  readonly actsFor?: string | null
  /** The park's day on which he acts, by which he is the officer of one and no longer of another; none of the console. */
  readonly today?: string
}

/** The installation's own account, as which the command line acts; its id stands in each entry it makes. */
export const CONSOLE_ID = '00000000-0000-7000-8000-000000000001'

/** Who acts when the product does something of itself: a deadline passes, a request lapses. */
export const SYSTEM_ID = '00000000-0000-7000-8000-000000000002'

export const consoleActor = (parkId: string): Actor => ({
  userId: CONSOLE_ID,
  parkId,
  name: '控制台',
  console: true,
  holdings: [],
})

export const systemActor = (parkId: string): Actor => ({
  userId: SYSTEM_ID,
  parkId,
  name: '系统',
  console: false,
  holdings: [],
})

export const isSystem = ({ userId }: Actor): boolean => userId === SYSTEM_ID

/** Whether the actor holds the post, of the given department if one is given. */
export function holds(actor: Actor, post: Post, departmentId?: string | null): boolean {
  return actor.holdings.some(
    (held) => held.post === post && (departmentId === undefined || held.departmentId === departmentId),
  )
}

/** The departments in which the actor holds one of the posts. */
export function departmentsOf(actor: Actor, ...posts: readonly Post[]): readonly string[] {
  return actor.holdings.flatMap((held) =>
    held.departmentId && posts.includes(held.post) ? [held.departmentId] : [],
  )
}

/** The enterprises the actor speaks for, with the duplicates that were merged with them; the first is the one itself. */
export function enterprisesOf(actor: Actor): readonly string[] {
  return actor.holdings.flatMap((held) => (held.enterpriseId ? [held.enterpriseId] : []))
}

/** The posts that are the actor's own, and not those of somebody for whom he stands in. */
export const ownHoldings = (actor: Actor): readonly Holding[] =>
  actor.holdings.filter(({ standsInFor }) => !standsInFor)

/** Everybody for whom the actor stands in at this moment. */
export const standsInForOf = (actor: Actor): readonly string[] => [
  ...new Set(actor.holdings.flatMap(({ standsInFor }) => standsInFor ?? [])),
]

/**
 * The actor himself, everybody for whom he stands in and everybody who handed over to him: what is bound to a person is
 * bound to his seat.
 */
export const seatsOf = (actor: Actor): readonly string[] => [
  actor.userId,
  ...standsInForOf(actor),
  ...(actor.successorOf ?? []),
]

/**
 * The seats in which the actor holds this post: who stands in for somebody in another of his posts does not sit there as
 * this one. A successor sits there in the post that is his own.
 */
export function seatsAs(actor: Actor, post: Post): readonly string[] {
  const held = actor.holdings.filter((one) => one.post === post)
  const isOwn = held.some(({ standsInFor }) => !standsInFor)
  return [
    ...held.map(({ standsInFor }) => standsInFor ?? actor.userId),
    ...(isOwn ? (actor.successorOf ?? []) : []),
  ]
}
