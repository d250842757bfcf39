import { type Exchange, type Grant, revokeGrant } from '../grants/index.js'

/** For so long a lost answer may be asked for again with the same idempotency key (protocol §4). */
export const REPEAT_MS = 60_000

/** An attempt to exchange a public token. */
export interface ExchangeAttempt {
  readonly appId: string
  /** Whether the proof belongs to the grant. */
  readonly isProven: boolean
  /** Digest of the idempotency key; null without one. */
  readonly repeatKey: string | null
  readonly now: Date
}

/** What an attempt is. `replay` means theft: two parties hold the public token. */
export type ExchangeVerdict = 'first' | 'repeat' | 'replay' | 'unknown' | 'wrong_proof' | 'expired' | 'ended'

/** Judges an attempt. Only who proves to hold the public token can cause a revocation: guessing must not be one. */
export const judgeExchange = (grant: Grant, attempt: ExchangeAttempt): ExchangeVerdict => {
  const { exchange } = grant
  if (grant.kind !== 'link' || exchange === null || grant.appId !== attempt.appId) return 'unknown'
  if (!attempt.isProven) return 'wrong_proof'
  if (exchange.exchangedAt !== null) return isRepeat(grant, exchange.exchangedAt, attempt) ? 'repeat' : 'replay'
  if (grant.state === 'revoked') return 'ended'
  return attempt.now < exchange.until ? 'first' : 'expired'
}

const isRepeat = ({ state, exchange }: Grant, exchangedAt: Date, { repeatKey, now }: ExchangeAttempt): boolean =>
  state === 'active' &&
  repeatKey !== null &&
  repeatKey === exchange?.repeatKey &&
  now.getTime() - exchangedAt.getTime() < REPEAT_MS

/** The grant after the verdict; undefined where nothing changes. */
export const applyExchange = (
  grant: Grant,
  verdict: ExchangeVerdict,
  { verifier, repeatKey, now }: { verifier: string; repeatKey: string | null; now: Date },
): Grant | undefined => {
  switch (verdict) {
    case 'first':
    case 'repeat':
      return { ...grant, ...activated(grant, verifier), exchange: exchanged(grant, repeatKey, now) }
    case 'replay':
      return revokeGrant(grant, now)
    case 'unknown':
    case 'wrong_proof':
    case 'expired':
    case 'ended':
      return undefined
  }
}

// The minute runs from the first exchange: repeating must not prolong it.
const exchanged = ({ exchange }: Grant, repeatKey: string | null, now: Date): Exchange | null =>
  exchange && { ...exchange, repeatKey, exchangedAt: exchange.exchangedAt ?? now }

const activated = (grant: Grant, verifier: string) =>
  ({ state: 'active', version: grant.version + 1, verifier }) as const

/**
 * The grant before a first exchange whose answer cannot be given; undefined if it has changed since. The auth half of
 * `verifier` was told to nobody.
 */
export const undoExchange = (grant: Grant, verifier: string): Grant | undefined => {
  if (grant.state !== 'active' || grant.verifier !== verifier || grant.exchange === null) return undefined
  const exchange = { ...grant.exchange, exchangedAt: null, repeatKey: null }
  return { ...grant, state: 'pending', version: grant.version + 1, verifier: null, exchange }
}
