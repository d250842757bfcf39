import type { Answer, ControlPlane } from './harness.testing.js'
import { mailsTo } from './mail.testing.js'
import { type Guarded, issuePersonKey, projectionOf } from './management.testing.js'
import { expectOk } from './people.testing.js'
import { askAsRelay } from './protected-keys.testing.js'

/** One person with a key, and what relays, admins and the person themselves do about their addresses. */
export interface TestHolder {
  readonly holder: string
  readonly key: string
  /** What a relay asks. */
  question(ip: string, grantId?: string, userAgent?: string | null): Promise<Answer>
  /** What it is told. */
  verdict(ip: string, grantId?: string): Promise<string>
  answerLink(what: 'preview' | 'confirm' | 'refuse', token: string): Promise<Answer>
  /** The addresses of the holder, as a viewer sees them. */
  list(): Promise<{ id: string; network: string; how: string }[]>
  revoke(id: string, session?: string): Promise<Answer>
  /** Networks in the projection of a key. */
  cidrs(keyId?: string): Promise<string[] | undefined>
  /** Tokens of all links that the holder was mailed, oldest first. */
  tokens(): Promise<string[]>
  /** The first address is trusted, a second one asked about; gives the token in the mail. */
  blocked(ip?: string): Promise<string>
}

let holders = 0

export const pathOf = ({ id }: { id: string }): string => `/v1/workspaces/${id}/trusted-ips`

/** A new holder in this workspace. */
export const makeHolder = async (controlPlane: ControlPlane, guarded: Guarded): Promise<TestHolder> => {
  const holder = `holder${++holders}@example.com`
  const key = await issuePersonKey(controlPlane, guarded, holder)
  const made: TestHolder = {
    holder,
    key,
    question: (ip, grantId = key, userAgent = 'cursor/0.42') =>
      askAsRelay(controlPlane, 'POST', '/internal/networks', { grantId, ip, userAgent }),
    verdict: async (ip, grantId) => expectOk(await made.question(ip, grantId)).data.verdict as string,
    answerLink: (what, token) => controlPlane.ask('POST', `/v1/ip-confirmations/${what}`, { json: { token } }),
    list: async () => {
      const path = `${pathOf(guarded)}?holderEmail=${encodeURIComponent(holder)}`
      return expectOk(await controlPlane.ask('GET', path, { session: guarded.viewer.session })).data.trustedIps
    },
    revoke: (id, session = guarded.admin.session) =>
      controlPlane.ask('DELETE', `${pathOf(guarded)}/${id}`, { session }),
    cidrs: async (keyId = key) => (await projectionOf(controlPlane, keyId)).network?.cidrs,
    tokens: async () => {
      const texts = (await mailsTo(controlPlane, holder)).map(({ text }) => text)
      return texts.flatMap((text) => /\/confirm-ip#([0-9A-Za-z]{59})$/m.exec(text)?.[1] ?? [])
    },
    blocked: async (ip = '203.0.113.42') => {
      const verdicts = [await made.verdict('203.0.113.1'), await made.verdict(ip)]
      if (verdicts.join() !== 'trusted,pending') throw new Error(`set-up failed: ${verdicts.join()}`)
      return (await made.tokens()).at(-1) ?? ''
    },
  }
  return made
}
