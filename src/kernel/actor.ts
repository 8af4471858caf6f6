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

/** In which capacity an entry or audit row was made: a post, the console of the installation, or the system itself. */
export type Capacity = Post | 'console' | 'system' | 'import'

/** A post as somebody holds it: of a department, or for an enterprise. */
export interface Holding {
  readonly post: Post
  readonly departmentId: string | null
  readonly enterpriseId: string | null
}

/** Who acts: one person in one park, with the posts held at this moment. */
export interface Actor {
  readonly userId: string
  readonly parkId: string
  readonly name: string
  /** The installation's own account, as which the command line acts. */
  readonly console: boolean
  readonly holdings: readonly Holding[]
}

/** The installation's own account, as which the command line acts; its id stands in each entry it makes. */
export const CONSOLE_ID = '00000000-0000-7000-8000-000000000001'

export const consoleActor = (parkId: string): Actor => ({
  userId: CONSOLE_ID,
  parkId,
  name: '控制台',
  console: true,
  holdings: [],
})

/** The system itself, as which sweeps act; its id stands in each entry it makes. */
const SYSTEM_ID = '00000000-0000-7000-8000-000000000002'

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

/** The enterprises the actor speaks for. */
export function enterprisesOf(actor: Actor): readonly string[] {
  return actor.holdings.flatMap((held) => (held.enterpriseId ? [held.enterpriseId] : []))
}
