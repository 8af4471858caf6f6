import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { SMTPServer } from 'smtp-server'

export interface Mail {
  readonly from: string
  readonly to: readonly string[]
  readonly headers: ReadonlyMap<string, string>
  readonly subject: string
  readonly body: string
}

/** A mail server on loopback that keeps what it is given. */
export interface MailServer {
  readonly url: string
  readonly mails: Mail[]
  /** Refuses what comes with this reply, and takes it again when undefined. */
  refuse: string | undefined
  /** Called with each mail before it is acknowledged. */
  onMail: (mail: Mail) => Promise<void>
  close(): Promise<void>
}

export async function openMailServer(): Promise<MailServer> {
  const state: MailServer = {
    url: '',
    mails: [],
    refuse: undefined,
    onMail: () => Promise.resolve(),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    onRcptTo: (_, __, done) => done(state.refuse === undefined ? null : new Error(state.refuse)),
    onData(stream, session, done) {
      void text(stream).then(async (raw) => {
        const { mailFrom, rcptTo } = session.envelope
        const from = mailFrom ? mailFrom.address : ''
        const mail = read(
          raw,
          from,
          rcptTo.map(({ address }) => address),
        )
        state.mails.push(mail)
        await state.onMail(mail)
        done()
      })
    },
  })
  // A client that is killed in the middle breaks its connection.
  server.on('error', () => undefined)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  const { port } = server.server.address() as AddressInfo
  return Object.assign(state, { url: `smtp://127.0.0.1:${port}` })
}

function read(raw: string, from: string, to: readonly string[]): Mail {
  const [head = '', ...rest] = raw.split('\r\n\r\n')
  const headers = new Map(
    head
      .replaceAll(/\r\n[ \t]+/g, ' ')
      .split('\r\n')
      .map((line) => [
        line.slice(0, line.indexOf(':')).toLowerCase(),
        line.slice(line.indexOf(':') + 1).trim(),
      ]),
  )
  const encoded = rest.join('\r\n\r\n')
  const encoding = headers.get('content-transfer-encoding')
  const body =
    encoding === 'base64'
      ? Buffer.from(encoded, 'base64').toString('utf8')
      : encoding === 'quoted-printable'
        ? unquoted(encoded.replaceAll('=\r\n', ''))
        : encoded
  return { from, to, headers, subject: unworded(headers.get('subject') ?? ''), body }
}

const unquoted = (quoted: string): string =>
  decodeURIComponent(quoted.replaceAll('%', '%25').replaceAll(/=([0-9A-F]{2})/g, '%$1'))

/** =?UTF-8?B?…?= and =?UTF-8?Q?…?= (RFC 2047). */
const unworded = (subject: string): string =>
  subject
    .replaceAll(/\?=\s+=\?/g, '?==?')
    .replaceAll(/=\?utf-8\?(b|q)\?([^?]*)\?=/gi, (_, kind: string, word: string) =>
      kind.toLowerCase() === 'b'
        ? Buffer.from(word, 'base64').toString('utf8')
        : unquoted(word.replaceAll('_', ' ')),
    )
