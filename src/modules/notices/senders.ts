import { closeSync, fsyncSync, openSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createTransport } from 'nodemailer'
import { makeFolder, syncFolder } from '../../kernel/files.ts'
import type { Settings } from '../../kernel/settings.ts'
import type { Language } from '../../kernel/words.ts'
import type { Channel } from './contract.ts'

/** A notice on its way out of the product. */
export interface Message {
  /** The same at every try: by it a message that arrives twice is known. */
  readonly id: string
  readonly to: string
  readonly language: Language
  readonly subject: string
  readonly text: string
}

/** Brings a message outside. Resolves when the other side has it; a failure is tried again later. */
export interface Sender {
  send(message: Message): Promise<void>
}

/** The channels for which the settings give a sender. */
export const openChannels = (settings: Settings): Channel[] => [
  'none',
  ...(settings.smtp_url !== undefined && settings.mail_from !== undefined ? (['email'] as const) : []),
  ...(settings.notice_folder !== undefined ? (['file'] as const) : []),
]

/** The sender of a channel; undefined where the installation has none. */
export function senderFor(settings: Settings, channel: Channel): Sender | undefined {
  const { smtp_url, mail_from, notice_folder } = settings
  if (channel === 'email' && smtp_url !== undefined && mail_from !== undefined)
    return mailSender(smtp_url, mail_from)
  if (channel === 'file' && notice_folder !== undefined) return fileSender(notice_folder)
  return undefined
}

/** Each message a file of its own, whole from the moment it has its name: for a trial, or for another program. */
function fileSender(folder: string): Sender {
  return {
    send(message) {
      makeFolder(folder, 0o750)
      const path = join(folder, `${message.id}.json`)
      // Whoever picks up *.json never sees the half of one.
      const draft = join(folder, `.${message.id}.part`)
      const file = openSync(draft, 'w', 0o640)
      try {
        writeFileSync(file, `${JSON.stringify(message, null, 2)}\n`)
        fsyncSync(file)
      } finally {
        closeSync(file)
      }
      renameSync(draft, path)
      syncFolder(folder)
      return Promise.resolve()
    },
  }
}

const SECOND = 1000

function mailSender(url: string, from: string): Sender {
  const { hostname } = new URL(url)
  const transport = createTransport({
    url,
    // A password must not travel in the clear because somebody on the way hides that the server can encrypt.
    requireTLS: !['localhost', '127.0.0.1', '[::1]'].includes(hostname),
    connectionTimeout: 5 * SECOND,
    greetingTimeout: 5 * SECOND,
    socketTimeout: 10 * SECOND,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return {
    async send({ id, to, language, subject, text }) {
      await transport.sendMail({
        from,
        to,
        subject,
        text,
        messageId: `<${id}@${from.slice(from.lastIndexOf('@') + 1)}>`,
        headers: {
          'X-Bihuan-Notice': id,
          'Auto-Submitted': 'auto-generated',
          'Content-Language': language === 'zh' ? 'zh-CN' : 'en',
        },
      })
    },
  }
}

/** What went wrong as a code, never in the other side's words: they may hold an address. */
export function faultOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return /^[A-Z][A-Z0-9_]{1,39}$/i.test(code) ? code : 'failed'
}
