import { createTransport } from 'nodemailer'
import { compose } from './compose.nodemailer.js'
import type { Mail } from './letter.js'
import type { Mailer } from './mailer.port.js'

const TIMEOUT_MS = 20_000

/** Hands mails to the server of an `smtp:` or `smtps:` URL, over a few connections that stay open. */
export class SmtpMailer implements Mailer {
  readonly #transport
  readonly #from: string

  constructor({ url, from }: { url: string; from: string }) {
    this.#from = from
    this.#transport = createTransport({
      ...readUrl(url),
      pool: true,
      maxConnections: 3,
      connectionTimeout: TIMEOUT_MS,
      greetingTimeout: TIMEOUT_MS,
      socketTimeout: TIMEOUT_MS,
    })
  }

  async send(mail: Mail): Promise<void> {
    await this.#transport.sendMail(compose(mail, this.#from))
  }

  close(): void {
    this.#transport.close()
  }
}

// smtp:// may begin in plain text and MUST then be upgraded if there is a password to keep; smtps:// is encrypted from the start.
const readUrl = (text: string) => {
  const { protocol, hostname, port, username, password } = new URL(text)
  const isSecure = protocol === 'smtps:'
  const auth = username === '' ? undefined : { user: decodeURIComponent(username), pass: decodeURIComponent(password) }
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (isSecure ? 465 : 587) : Number(port),
    secure: isSecure,
    ...(auth && { auth, requireTLS: !isSecure }),
  }
}
