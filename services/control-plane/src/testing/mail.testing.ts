import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PostOffice } from '../mail/index.js'
import type { ControlPlane } from './harness.testing.js'

/** A mail as it was written, with its plain text read back. */
export interface ReadMail {
  to: string
  subject: string
  text: string
  /** The whole file. */
  raw: string
}

const headerOf = (raw: string, name: string): string =>
  new RegExp(`^${name}: (.*(?:\\n[ \\t].*)*)`, 'mi').exec(raw.split('\n\n')[0] ?? '')?.[1]?.replace(/\n[ \t]+/g, ' ') ??
  ''

const decode = (body: string, encoding: string): string => {
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8')
  if (encoding !== 'quoted-printable') return body
  const bytes = body
    .replace(/=\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString('utf8')
}

const parse = (raw: string): ReadMail => {
  const [, head = '', rest = ''] = /(Content-Type: text\/plain[^]*?)\n\n([^]*?)\n--/.exec(raw) ?? []
  const encoding = /Content-Transfer-Encoding: (\S+)/i.exec(head)?.[1] ?? ''
  return { to: headerOf(raw, 'To'), subject: headerOf(raw, 'Subject'), text: decode(rest, encoding), raw }
}

/** Every mail that was sent so far, oldest first, after the outbox has been worked off. */
export const readMails = async ({ server, dataDir }: ControlPlane): Promise<ReadMail[]> => {
  await server.app.get(PostOffice).deliver()
  const folder = join(dataDir, 'mail')
  const names = await readdir(folder).catch(() => [])
  const mails = names.filter((name) => name.endsWith('.eml')).sort()
  return Promise.all(mails.map(async (name) => parse(await readFile(join(folder, name), 'utf8'))))
}

/** Those of one address. */
export const mailsTo = async (controlPlane: ControlPlane, email: string): Promise<ReadMail[]> =>
  (await readMails(controlPlane)).filter((mail) => mail.to === email)

/** The token behind the `#` of the newest sign-in link of this address. */
export const linkTokenFor = async (controlPlane: ControlPlane, email: string): Promise<string> => {
  const texts = (await mailsTo(controlPlane, email)).map(({ text }) => text)
  const token = texts.flatMap((text) => /\/sign-in\/confirm#([0-9A-Za-z]{59})$/m.exec(text)?.[1] ?? []).at(-1)
  if (token === undefined) throw new Error(`no link for this address in ${texts.length} mails`)
  return token
}
