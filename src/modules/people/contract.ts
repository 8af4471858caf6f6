import { z } from 'zod'
import { POSTS } from '../../kernel/actor.ts'
import { AddDepartment } from '../parks/contract.ts'

export const PostName = z.enum(POSTS)
export type PostName = z.infer<typeof PostName>

export const UserName = z.string().trim().min(1).max(60)

/** Length is what protects a password; a list of common ones is refused besides. */
export const Password = z.string().min(8).max(200)

/** As it is dialled: digits, hyphens, a plus sign before the country. */
export const Phone = z.string().regex(/^\+?\d[\d-]{4,19}$/, { error: 'people.phone_form' })

export const AddUser = z.strictObject({
  name: UserName,
  post: PostName,
  /** Id or exact name. Needed for handler and head. */
  department: z.string().min(1).optional(),
  /** Id or exact name. Needed for the post enterprise. */
  enterprise: z.string().min(1).optional(),
  /** Kept where none is known yet. */
  phone: Phone.optional(),
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

/** So many people are one transaction: few enough that others hardly wait. */
export const MOST_PEOPLE = 200

/** Somebody of a roster: who, in which posts, of which department. Everybody's password is given out later. */
export const ImportedPerson = z.strictObject({
  name: UserName,
  posts: z
    .array(PostName.exclude(['enterprise']))
    .min(1)
    .max(POSTS.length),
  /** Exact name. Needed for handler and head. */
  department: z.string().min(1).max(100).nullable(),
  phone: Phone.nullable(),
})
export type ImportedPerson = z.infer<typeof ImportedPerson>

export const ImportPeople = z.strictObject({
  /** Made where the park does not have them; as many as a roster has rows. */
  departments: z.array(AddDepartment).max(3_000).default([]),
  people: z.array(ImportedPerson).max(MOST_PEOPLE).default([]),
})
export type ImportPeople = z.infer<typeof ImportPeople>

/** What became of one person: another post of somebody who was here is `extended`. */
export const ImportedOutcome = z.object({
  result: z.enum(['added', 'extended', 'unchanged', 'refused']),
  /** Why it was refused: a code of the words, and what the words speak of. */
  code: z.string().optional(),
  detail: z.record(z.string(), z.string()).optional(),
})
export type ImportedOutcome = z.infer<typeof ImportedOutcome>

export const PeopleImported = z.object({
  departments: z.array(z.object({ name: z.string(), result: z.enum(['added', 'unchanged']) })),
  /** In the order of the input. */
  people: z.array(ImportedOutcome),
  /** The accounts that were made. */
  added: z.array(z.uuid()),
})
export type PeopleImported = z.infer<typeof PeopleImported>

/** A password costs a tenth of a second to keep, so few are given out in one transaction. */
export const MOST_PASSWORDS = 20

export const IssuePasswords = z.strictObject({
  people: z
    .array(z.strictObject({ id: z.uuid(), password: Password }))
    .min(1)
    .max(MOST_PASSWORDS),
})
export type IssuePasswords = z.infer<typeof IssuePasswords>

export const PasswordsIssued = z.object({ issued: z.array(z.object({ id: z.uuid(), name: z.string() })) })
export type PasswordsIssued = z.infer<typeof PasswordsIssued>

export const ChangePassword = z.strictObject({ current: z.string().min(1).max(200), password: Password })
export type ChangePassword = z.infer<typeof ChangePassword>

export const PasswordChanged = z.object({ changed_at: z.iso.datetime() })
export type PasswordChanged = z.infer<typeof PasswordChanged>
