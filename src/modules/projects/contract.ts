import { z } from 'zod'

const Code = z.string().trim().min(1).max(60)
const Name = z.string().trim().min(1).max(200)
/** Whose project it is: an enterprise by id or exact name; null for the park's own. */
const Enterprise = z.string().trim().min(1).max(200).nullable()

export const RegisterProject = z.strictObject({ code: Code, name: Name, enterprise: Enterprise.optional() })
export type RegisterProject = z.infer<typeof RegisterProject>

export const AmendProject = z.strictObject({
  id: z.uuid(),
  version: z.number().int().min(1),
  code: Code.optional(),
  name: Name.optional(),
  enterprise: Enterprise.optional(),
  reason: z.string().trim().min(1).max(1000),
})
export type AmendProject = z.infer<typeof AmendProject>

const Named = z.object({ id: z.uuid(), name: z.string() })

export const ProjectView = z.object({
  id: z.uuid(),
  version: z.number().int(),
  code: z.string(),
  name: z.string(),
  enterprise: Named.nullable(),
  /** Its officer today. */
  officer: Named.nullable(),
})
export type ProjectView = z.infer<typeof ProjectView>

export const ListProjects = z.strictObject({
  q: z.string().trim().min(1).max(100).optional(),
  enterprise: z.uuid().optional(),
  officer: z.uuid().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(400).optional(),
})
export type ListProjects = z.infer<typeof ListProjects>

export const ProjectList = z.object({ items: z.array(ProjectView), next: z.string().nullable() })
export type ProjectList = z.infer<typeof ProjectList>
