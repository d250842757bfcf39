import { randomUUID } from 'node:crypto'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createTransport } from 'nodemailer'
import { compose } from './compose.nodemailer.js'
import type { Mail } from './letter.js'
import type { Mailer } from './mailer.port.js'

/** Writes each mail as an `.eml` file, for installations without a mail server: whoever may read the folder may read the mails. */
export class FileMailer implements Mailer {
  readonly #folder: string
  readonly #from: string
  readonly #transport = createTransport({ streamTransport: true, buffer: true, newline: 'unix' })

  constructor({ folder, from }: { folder: string; from: string }) {
    this.#folder = folder
    this.#from = from
  }

  async send(mail: Mail): Promise<void> {
    const { message } = await this.#transport.sendMail(compose(mail, this.#from))
    await mkdir(this.#folder, { recursive: true, mode: 0o700 })
    const name = join(this.#folder, `${new Date().toISOString().replaceAll(':', '-')}-${randomUUID()}`)
    // Renamed when it is whole: who watches the folder never sees half a mail.
    await writeFile(`${name}.part`, message as Buffer, { mode: 0o600, flag: 'wx' })
    await rename(`${name}.part`, `${name}.eml`)
  }

  close(): void {
    this.#transport.close()
  }
}
