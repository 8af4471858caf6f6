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
const Named = z.object({ id: z.uuid(), name: z.string() })

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
  id: z.uuid(),
  post: PostName,
  department: Named.nullable(),
  enterprise: Named.nullable(),
  from: z.iso.datetime(),
  /** Null while it is held. */
  until: z.iso.datetime().nullable(),
  /** Whose post it is, where somebody stands in for another. */
  stands_in_for: Named.nullable(),
})
export type HoldingView = z.infer<typeof HoldingView>

export const UserView = z.object({ id: z.uuid(), name: z.string(), posts: z.array(HoldingView) })
export type UserView = z.infer<typeof UserView>

export const ListUsers = z.strictObject({
  /** Id or exact name. */
  department: z.string().min(1).max(200).optional(),
  post: PostName.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(1200).optional(),
})
export type ListUsers = z.infer<typeof ListUsers>

export const UserLine = UserView.extend({
  /** Since when the person is no longer here; null for everybody who is. */
  left_at: z.iso.datetime().nullable(),
})
export const UserList = z.object({ items: z.array(UserLine), next: z.string().nullable() })
export type UserList = z.infer<typeof UserList>

export const EndPost = z.strictObject({ id: z.uuid(), post_id: z.uuid() })
export type EndPost = z.infer<typeof EndPost>

export const Leave = z.strictObject({
  id: z.uuid(),
  /** Id or exact name of who takes over what is still open; without it, open work keeps a person from leaving. */
  handed_over_to: z.string().trim().min(1).max(60).optional(),
})
export type Leave = z.infer<typeof Leave>

export const LeaveView = z.object({
  user: Named,
  left_at: z.iso.datetime(),
  handed_over_to: Named.nullable(),
  /** What was open and is now the other one's. */
  open: z.array(z.object({ what: z.string(), count: z.number().int(), numbers: z.array(z.string()) })),
})
export type LeaveView = z.infer<typeof LeaveView>

export const AddStandIn = z.strictObject({
  /** Id or exact name of who is away. */
  user: z.string().trim().min(1).max(60),
  /** Id or exact name of who stands in. */
  stand_in: z.string().trim().min(1).max(60),
  /** One post; else all posts but those of enterprises and of the administrator. */
  post_id: z.uuid().optional(),
  /** Id or exact name: the posts held in this department. */
  department: z.string().min(1).max(200).optional(),
  from: z.iso.datetime({ offset: true }),
  until: z.iso.datetime({ offset: true }),
  reason: z.string().trim().min(1).max(200),
})
export type AddStandIn = z.infer<typeof AddStandIn>

export const StandInView = z.object({
  id: z.uuid(),
  user: Named,
  stand_in: Named,
  post: z.object({ id: z.uuid(), post: PostName }).nullable(),
  department: Named.nullable(),
  from: z.iso.datetime(),
  until: z.iso.datetime(),
  reason: z.string(),
  ended_at: z.iso.datetime().nullable(),
  running: z.boolean(),
})
export type StandInView = z.infer<typeof StandInView>

export const ListStandIns = z.strictObject({
  /** Only those that run now. */
  running: z.stringbool().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(1200).optional(),
})
export const StandInList = z.object({ items: z.array(StandInView), next: z.string().nullable() })

export const MeView = UserView.extend({
  /** The stand-ins that run now, on either side. */
  stand_ins: z.array(StandInView),
  /** What the caller's token is confined to; null where nothing confines. */
  scopes: z.array(z.string()).nullable(),
})
export type MeView = z.infer<typeof MeView>

export const InviteContact = z.strictObject({
  id: z.uuid(),
  name: UserName,
  phone: z.string().trim().min(5).max(30).optional(),
})
export type InviteContact = z.infer<typeof InviteContact>

export const InvitationView = z.object({
  id: z.uuid(),
  /** Masked. */
  name: z.string().nullable(),
  phone: z.string().nullable(),
  expires: z.iso.datetime(),
})
export type InvitationView = z.infer<typeof InvitationView>

export const InvitationCode = z.object({
  id: z.uuid(),
  enterprise: Named,
  expires: z.iso.datetime(),
  /** Shown to whoever invited, and kept nowhere. */
  code: z.string(),
})

export const AcceptInvitation = z.strictObject({
  code: z.string().max(100),
  /** Needed by somebody who cannot sign in yet. */
  name: UserName.optional(),
  password: Password.optional(),
})
export type AcceptInvitation = z.infer<typeof AcceptInvitation>

export const ContactList = z.object({
  items: z.array(z.object({ user_id: z.uuid(), name: z.string().nullable(), from: z.iso.datetime() })),
  invitations: z.array(InvitationView),
})
export type ContactList = z.infer<typeof ContactList>

export const ChangePassword = z.strictObject({ old: z.string().min(1).max(200), new: Password })
export type ChangePassword = z.infer<typeof ChangePassword>

export const ResetPassword = z.strictObject({ code: z.string().max(100), password: Password })
export type ResetPassword = z.infer<typeof ResetPassword>

export const ResetCode = z.object({ id: z.uuid(), user: Named, expires: z.iso.datetime(), code: z.string() })

export const AddToken = z.strictObject({
  user: UserName.optional(),
  /** What it is for, so that somebody knows which one to revoke. */
  name: z.string().trim().min(1).max(60).optional(),
  /** `cases:read`, `figures:read` …; `all` is not confined. */
  scopes: z.array(z.string().max(60)).min(1).max(50).default(['all']),
  /** The only post of the person that counts. */
  post_id: z.uuid().optional(),
  days: z.number().int().min(1).max(3660).default(90),
})
export type AddToken = z.infer<typeof AddToken>

export const TokenView = z.object({ token: z.string(), expires: z.iso.datetime() })
export type TokenView = z.infer<typeof TokenView>

export const TokenLine = z.object({
  id: z.uuid(),
  name: z.string().nullable(),
  user: Named,
  scopes: z.array(z.string()),
  post_id: z.uuid().nullable(),
  created: z.iso.datetime(),
  expires: z.iso.datetime(),
})
export const TokenList = z.object({ items: z.array(TokenLine), next: z.null() })

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
  /** The password has expired: nothing else can be done before it is changed. */
  must_change_password: z.boolean(),
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
