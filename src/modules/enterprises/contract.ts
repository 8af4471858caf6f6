import { z } from 'zod'

/** An enterprise as somebody names it: by id, by unified social credit code, or by name. */
export const NamedEnterprise = z.strictObject({
  id: z.uuid().optional(),
  name: z.string().trim().min(1).max(200).optional(),
  code: z.string().trim().min(1).max(40).optional(),
})
export type NamedEnterprise = z.infer<typeof NamedEnterprise>

export const EnterpriseView = z.object({
  id: z.uuid(),
  name: z.string(),
  code: z.string().nullable(),
  /** What is wrong with the check digits of the code; null when they are right or there is no code. */
  code_fault: z.string().nullable(),
  /** Masked: 陈**, 100****3375. */
  contact: z.object({ name: z.string().nullable(), phone: z.string().nullable() }),
})
export type EnterpriseView = z.infer<typeof EnterpriseView>

export const ListEnterprises = z.strictObject({
  q: z.string().trim().min(1).max(100).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(1200).optional(),
})
export type ListEnterprises = z.infer<typeof ListEnterprises>

export const EnterpriseList = z.object({ items: z.array(EnterpriseView), next: z.string().nullable() })
export type EnterpriseList = z.infer<typeof EnterpriseList>
