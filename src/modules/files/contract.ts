import { z } from 'zod'

/** What a file may be. Its bytes decide, never its name or what the sender says of it. */
export const FileType = z.enum([
  'image/jpeg',
  'image/png',
  'image/webp',
  'image/heic',
  'application/pdf',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  'text/plain',
])
export type FileType = z.infer<typeof FileType>

/** What stands beside the body of an upload: its query string. */
export const FileQuery = z.strictObject({
  /** The name as a label; it never reaches the disk. */
  name: z.string().max(2000).default(''),
  /** Whether the place where a photograph was taken, and all else that is told of it, stays in it. */
  keep_place: z.enum(['true', 'false']).default('false'),
})
export type FileQuery = z.infer<typeof FileQuery>

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/)

/** What an upload was found to be. */
export const UploadFile = z.strictObject({
  name: z.string().min(1).max(200),
  kept_place: z.boolean(),
  sha256: Sha256,
  size: z.number().int().min(1),
  type: FileType,
})
export type UploadFile = z.infer<typeof UploadFile>

export const FileView = UploadFile.extend({ id: z.uuid(), uploaded_at: z.iso.datetime() })
export type FileView = z.infer<typeof FileView>

export const ReadFile = z.strictObject({ id: z.uuid() })
