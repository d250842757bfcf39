import { hash, timingSafeEqual } from 'node:crypto'
import { type Fault, fault } from '@1relay/faults'
import { accessTokenStem, exchangeProof, formatToken, makeHalf, parsePublicToken, proofHash } from '@1relay/vault'
import type { Grant, Grants } from '../grants/index.js'
import { applyExchange, type ExchangeVerdict, judgeExchange, undoExchange } from './exchange.js'

/** The blinded form, or the plain one. */
export type ExchangeBody = { readonly id: string; readonly proof: string } | { readonly publicToken: string }

export interface ExchangeRequest {
  readonly appId: string
  readonly body: ExchangeBody
  readonly idempotencyKey: string | undefined
}

export interface Exchanged {
  readonly connectionId: string
  readonly accessToken?: string
  readonly accessTokenStem?: string
}

/** What was shown; `seal` is there in the plain form only, and for as long as the answer takes. */
interface Shown {
  readonly id: string
  readonly proof: string
  readonly seal?: string
}

/** Turns public tokens into access tokens: once (protocol §4). */
export class Exchanges {
  constructor(
    private readonly grants: Grants,
    private readonly clock: () => Date,
  ) {}

  /** A new auth half for the grant of the public token, in force when this answers. */
  async exchange({ appId, body, idempotencyKey }: ExchangeRequest): Promise<Exchanged> {
    const shown = await readBody(body)
    const shownHash = await hashOf(shown.proof)
    const repeatKey = idempotencyKey === undefined ? null : hash('sha256', idempotencyKey, 'base64url')
    const auth = makeHalf()
    const verifier = hash('sha256', auth, 'base64url')

    let verdict: ExchangeVerdict = 'unknown'
    const decide = (grant: Grant): Grant | undefined => {
      const now = this.clock()
      const isProven = isSameDigest(shownHash, grant.exchange?.proofHash)
      verdict = judgeExchange(grant, { appId, isProven, repeatKey, now })
      return applyExchange(grant, verdict, { verifier, repeatKey, now })
    }
    await this.grants
      .change(shown.id, decide)
      .catch((error: unknown) => this.#giveUp(error, shown.id, verdict, verifier))

    const refusal = refusalOf(verdict)
    if (refusal !== undefined) throw refusal
    return present(shown, auth)
  }

  // Nobody was told the auth half, so a first exchange that relays did not learn of has not happened: the app may try again.
  async #giveUp(error: unknown, id: string, verdict: ExchangeVerdict, verifier: string): Promise<never> {
    if (verdict === 'first')
      await this.grants.change(id, (grant) => undoExchange(grant, verifier)).catch(() => undefined)
    throw error
  }
}

const readBody = async (body: ExchangeBody): Promise<Shown> => {
  if (!('publicToken' in body)) return body
  const parsed = parsePublicToken(body.publicToken)
  if (!parsed.ok) throw fault('invalid_token', `public token: ${parsed.reason}`)
  const { id, seal } = parsed.token
  return { id, seal, proof: await exchangeProof({ seal, grantId: id }) }
}

const hashOf = async (proof: string): Promise<string> => {
  try {
    return await proofHash(proof)
  } catch (cause) {
    // 43 characters of the right alphabet whose last one has bits that no 32 bytes have.
    throw fault('invalid_token', 'a proof that is no 32 bytes', { cause })
  }
}

const isSameDigest = (shown: string, stored: string | undefined): boolean => {
  const known = Buffer.from(stored ?? '', 'base64url')
  const given = Buffer.from(shown, 'base64url')
  return known.length === given.length && timingSafeEqual(known, given)
}

const refusalOf = (verdict: ExchangeVerdict): Fault | undefined => {
  switch (verdict) {
    case 'first':
    case 'repeat':
      return undefined
    case 'replay':
      return fault('public_token_used', 'a second exchange: the grant is revoked')
    case 'expired':
      return fault('public_token_expired', 'exchange after ten minutes')
    case 'unknown':
    case 'wrong_proof':
    case 'ended':
      return fault('invalid_token', `exchange: ${verdict}`)
  }
}

const present = ({ id, seal }: Shown, auth: string): Exchanged => {
  const stem = { prefix: '1r_at', id, auth } as const
  return seal === undefined
    ? { connectionId: id, accessTokenStem: accessTokenStem(stem) }
    : { connectionId: id, accessToken: formatToken({ ...stem, seal }) }
}
