import { z } from 'zod'

export const AuditRow = z.object({
  id: z.uuid(),
  at: z.iso.datetime(),
  /** Null where it would tell who asked a confidential case to somebody who may not know it. */
  user: z.object({ id: z.uuid(), name: z.string().nullable() }).nullable(),
  post: z.string(),
  /** For whom the act was done, where somebody stood in for another. */
  stands_in_for: z.object({ id: z.uuid(), name: z.string().nullable() }).nullable(),
  action: z.string(),
  subject_id: z.uuid().nullable(),
  request_id: z.string(),
  summary: z.record(z.string(), z.unknown()),
})
export type AuditRow = z.infer<typeof AuditRow>

export const ListAudit = z.strictObject({
  subject: z.uuid().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(1200).optional(),
})
export type ListAudit = z.infer<typeof ListAudit>

export const AuditList = z.object({ items: z.array(AuditRow), next: z.string().nullable() })
export type AuditList = z.infer<typeof AuditList>
