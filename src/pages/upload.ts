import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import multipart from '@fastify/multipart'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Failure } from '../kernel/failure.ts'
import { MOST_BYTES } from '../modules/roster/index.ts'

/** A form as a browser sends it by itself. */
export interface SentForm {
  /** The values of each field, in their order. */
  readonly fields: ReadonlyMap<string, readonly string[]>
  /** Where the file lies until the work is done, and what it was called. */
  readonly file: { readonly path: string; readonly name: string } | undefined
}

/** Lets the forms of this room come in, with limits; everywhere else bodies stay JSON. */
export async function acceptForms(pages: FastifyInstance): Promise<void> {
  await pages.register(multipart, {
    throwFileSizeLimit: false,
    limits: {
      fileSize: MOST_BYTES,
      files: 1,
      fields: 4_000,
      fieldSize: 1_000,
      fieldNameSize: 100,
      parts: 4_001,
    },
  })
}

/**
 * Takes a form in and hands it on; its file is gone when the work is done, whatever came of it.
 * @throws Failure `roster.upload_bad`, `roster.file_too_big`; whatever the work throws
 */
export async function withForm<T>(request: FastifyRequest, work: (form: SentForm) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'bihuan-upload-'))
  try {
    return await work(await received(request, folder))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function received(request: FastifyRequest, folder: string): Promise<SentForm> {
  const fields = new Map<string, string[]>()
  let file: SentForm['file']
  let isTooBig = false
  try {
    for await (const part of request.parts()) {
      if (part.type === 'field') {
        if (typeof part.value === 'string')
          fields.set(part.fieldname, [...(fields.get(part.fieldname) ?? []), part.value])
        continue
      }
      const path = join(folder, 'upload.xlsx')
      await pipeline(part.file, createWriteStream(path, { mode: 0o600 }))
      isTooBig = part.file.truncated
      // No file was chosen: browsers send an empty one without a name.
      if (part.filename !== '') file = { path, name: nameOf(part.filename) }
    }
  } catch (error) {
    throw asBadUpload(error)
  }
  if (isTooBig) throw new Failure('invalid', 'roster.file_too_big')
  return { fields, file }
}

/** A name to show: no path, nothing that cannot be kept. */
const nameOf = (name: string) =>
  basename(
    name
      .replaceAll('\\', '/')
      .toWellFormed()
      .replaceAll(/\p{Cc}/gu, ''),
  ).slice(0, 200) || 'xlsx'

/** What the library finds wrong with a form is a refusal; whatever else goes wrong is a bug. */
function asBadUpload(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const isForm = code.startsWith('FST_') || code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'ECONNRESET'
  const isCut = error instanceof Error && /unexpected end|malformed|multipart/i.test(error.message)
  return isForm || isCut ? new Failure('invalid', 'roster.upload_bad') : error
}
