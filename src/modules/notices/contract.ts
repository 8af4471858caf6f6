import { z } from 'zod'
import { Instant } from '../../kernel/contract.ts'
import { CaseKind, CaseState } from '../cases/contract.ts'

/**
 * What a notice may speak of. There is no place for a name, a telephone number or words of a case, so that whatever
 * leaves the product tells nothing that a stranger must not know.
 */
export const About = z.strictObject({
  number: z.string().max(40).optional(),
  kind: CaseKind.optional(),
  state: CaseState.optional(),
  due_on: z.iso.date().optional(),
  /** Name of a department as it stands in the park's list. */
  department: z.string().max(100).optional(),
  /** Host of a webhook. */
  host: z.string().max(255).optional(),
})
export type About = z.infer<typeof About>

const Language = z.enum(['zh', 'en'])

export const ListNotices = z.strictObject({
  unread: z.stringbool().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(300).optional(),
  /** The language of the texts; the reader's own, else the installation's, unless given. */
  language: Language.optional(),
})
export type ListNotices = z.infer<typeof ListNotices>

export const NoticeView = z.object({
  id: z.uuid(),
  template: z.string(),
  about: About,
  title: z.string(),
  body: z.string(),
  case_id: z.uuid().nullable(),
  /** Where to look: a path of this site. */
  link: z.string().nullable(),
  urgent: z.boolean(),
  created_at: z.iso.datetime(),
  read_at: z.iso.datetime().nullable(),
})
export type NoticeView = z.infer<typeof NoticeView>

export const NoticeList = z.object({ items: z.array(NoticeView), next: z.string().nullable() })
export type NoticeList = z.infer<typeof NoticeList>

export const UnreadCount = z.object({ unread: z.number().int() })
export const MarkRead = z.strictObject({ id: z.uuid() })
export const MarkedRead = z.object({ id: z.uuid(), read_at: z.iso.datetime() })
export const MarkedAll = z.object({ read: z.number().int() })

/** A time on a wall: 21:00. */
const WallTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: 'notices.time_form' })

export const QuietHours = z.strictObject({ from: WallTime, to: WallTime })
export type QuietHours = z.infer<typeof QuietHours>

export const CHANNELS = ['none', 'email', 'file'] as const
export const Channel = z.enum(CHANNELS)
export type Channel = z.infer<typeof Channel>

export const SetNoticeSettings = z.strictObject({
  channel: Channel,
  /** An e-mail address; for files whatever the program that picks them up delivers to. The one known stays when left out. */
  address: z.string().trim().min(1).max(200).optional(),
  language: Language.nullable().default(null),
  /** Of one's own; null: those of the park. */
  quiet: QuietHours.nullable().default(null),
  urgent_at_once: z.boolean().default(false),
})
export type SetNoticeSettings = z.infer<typeof SetNoticeSettings>

export const NoticeSettingsView = z.object({
  channel: Channel,
  /** Masked, also for its owner. */
  address: z.string().nullable(),
  language: Language.nullable(),
  quiet: QuietHours.nullable(),
  park_quiet: QuietHours,
  urgent_at_once: z.boolean(),
  /** The channels that this installation has a sender for. */
  channels: z.array(Channel),
})
export type NoticeSettingsView = z.infer<typeof NoticeSettingsView>

export const AddWebhook = z.strictObject({
  url: z.string().trim().min(1).max(2000),
  /** `cases.*`, or acts: `cases.reply`, `cases.strike_off` … */
  topics: z
    .array(z.string().regex(/^cases\.(\*|[a-z_]+)$/))
    .min(1)
    .max(100)
    .default(['cases.*']),
})
export type AddWebhook = z.infer<typeof AddWebhook>

export const OneWebhook = z.strictObject({ id: z.uuid() })

export const WebhookView = z.object({
  id: z.uuid(),
  url: z.string(),
  topics: z.array(z.string()),
  made_by: z.object({ id: z.uuid(), name: z.string().nullable() }),
  made_at: z.iso.datetime(),
  /** Null while it is on; 'gone': the other side said that there is nothing any more (410). */
  disabled: z.enum(['by_hand', 'gone']).nullable(),
  /** Until when messages are signed with the former secret too. */
  former_secret_until: z.iso.datetime().nullable(),
})
export type WebhookView = z.infer<typeof WebhookView>

/** The secret is in the first answer alone; a repeated request is answered without it. */
export const WebhookSecret = z.object({ id: z.uuid(), secret: z.string().nullable() })
export type WebhookSecret = z.infer<typeof WebhookSecret>

export const WebhookList = z.object({ items: z.array(WebhookView) })

export const ListDeliveries = z.strictObject({
  id: z.uuid(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(200).optional(),
})

export const DeliveryView = z.object({
  id: z.uuid(),
  topic: z.string(),
  state: z.enum(['waiting', 'sent', 'given_up']),
  attempts: z.number().int(),
  /** When it is tried next; null when it is done. */
  next_at: z.iso.datetime().nullable(),
  last_status: z.number().int().nullable(),
  fault: z.string().nullable(),
  created_at: z.iso.datetime(),
  done_at: z.iso.datetime().nullable(),
})
export type DeliveryView = z.infer<typeof DeliveryView>

export const DeliveryList = z.object({ items: z.array(DeliveryView), next: z.string().nullable() })

/** One delivery, or all that were made since an instant. */
export const ReplayWebhook = z.union([
  z.strictObject({ id: z.uuid(), delivery: z.uuid() }),
  z.strictObject({ id: z.uuid(), since: Instant }),
])
export type ReplayWebhook = z.infer<typeof ReplayWebhook>

export const Replayed = z.object({ replayed: z.number().int() })
