import { z } from 'zod'
import { POSTS } from '../../kernel/actor.ts'

export const PostName = z.enum(POSTS)
export type PostName = z.infer<typeof PostName>

export const UserName = z.string().trim().min(1).max(60)

/** Length is what protects a password; a list of common ones is refused besides. */
export const Password = z.string().min(8).max(200)

export const AddUser = z.strictObject({
  name: UserName,
  post: PostName,
  /** Id or exact name. Needed for handler and head. */
  department: z.string().min(1).optional(),
  /** Id or exact name. Needed for the post enterprise. */
  enterprise: z.string().min(1).optional(),
  password: Password.optional(),
})
export type AddUser = z.infer<typeof AddUser>

export const HoldingView = z.object({
  post: PostName,
  department: z.object({ id: z.uuid(), name: z.string() }).nullable(),
  enterprise: z.object({ id: z.uuid(), name: z.string() }).nullable(),
})
export type HoldingView = z.infer<typeof HoldingView>

export const UserView = z.object({ id: z.uuid(), name: z.string(), posts: z.array(HoldingView) })
export type UserView = z.infer<typeof UserView>

export const AddToken = z.strictObject({
  user: UserName.optional(),
  days: z.number().int().min(1).max(3660).default(90),
})
export type AddToken = z.infer<typeof AddToken>

export const TokenView = z.object({ token: z.string(), expires: z.iso.datetime() })
export type TokenView = z.infer<typeof TokenView>

export const SignIn = z.strictObject({
  name: UserName,
  password: z.string().min(1).max(200),
  /** Code of the park; needed only by somebody who has the same name and password in several. */
  park: z.string().optional(),
})
export type SignIn = z.infer<typeof SignIn>

export const SessionView = z.object({
  user: UserView,
  park: z.object({ id: z.uuid(), code: z.string(), name: z.string() }),
})
export type SessionView = z.infer<typeof SessionView>
