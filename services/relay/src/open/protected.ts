import type { RelaySealedCredential, SealedTerms } from '@1relay/contracts'
import { parseProtected } from '@1relay/vault'
import { openRelaySealed, type RecipientKey } from './open-relay.crypto.js'

export type OpenedProtected =
  | { readonly ok: true; readonly auth: SealedTerms['auth']; readonly secret: Buffer }
  | { readonly ok: false; readonly why: 'does not open' | 'says nothing that can be used' | 'is of another workspace' }

/**
 * A protected key and how it is to be shown. Only for the workspace that was sealed with it: whoever can write the database could hang a key of
 * one workspace into a grant of another. The caller wipes `secret`.
 */
export const openProtected = (
  sealed: RelaySealedCredential,
  key: RecipientKey,
  workspaceId: string,
): OpenedProtected => {
  const bytes = openRelaySealed(sealed, key)
  if (bytes === undefined) return { ok: false, why: 'does not open' }
  const parsed = parse(bytes)
  if (parsed?.terms.workspaceId === workspaceId) return { ok: true, auth: parsed.terms.auth, secret: parsed.secret }
  bytes.fill(0)
  return { ok: false, why: parsed === undefined ? 'says nothing that can be used' : 'is of another workspace' }
}

const parse = (bytes: Buffer): { terms: SealedTerms; secret: Buffer } | undefined => {
  try {
    const { terms, secret } = parseProtected(bytes)
    return { terms, secret: secret as Buffer }
  } catch {
    return undefined
  }
}
