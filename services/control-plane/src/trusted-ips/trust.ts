/** Whoever a key was given to, within one workspace. */
export interface Holder {
  readonly workspaceId: string
  /** Normalised. */
  readonly email: string
}

/** A network from which a holder's keys may be used, or might be once. */
export interface TrustedIp {
  readonly id: string
  readonly workspaceId: string
  readonly holderEmail: string
  /** What `countedNetwork` made of an address. */
  readonly network: string
  readonly how: 'first_use' | 'confirmed'
  /** The key whose call it was. */
  readonly keyId: string
  readonly client: string
  readonly trustedAt: Date
  /** The row stays: what was revoked is no first use any more. */
  readonly revokedAt: Date | null
}

/** What a holder was asked by mail. */
export interface IpConfirmation {
  readonly id: string
  readonly workspaceId: string
  readonly holderEmail: string
  readonly network: string
  /** The address as it was seen. */
  readonly ip: string
  readonly client: string
  readonly keyId: string
  /** SHA-256 of the secret half of the link, base64url. */
  readonly verifier: string
  readonly state: 'open' | 'confirmed' | 'refused'
  readonly createdAt: Date
  readonly expiresAt: Date
  /** Null until the mail is safe in the outbox. */
  readonly mailedAt: Date | null
}

/** All that is known of a holder when an address asks. */
export interface Acquaintance {
  /** Of the holder, revoked ones too. */
  readonly trusted: readonly TrustedIp[]
  /** Of the holder's address in all workspaces, as far as they are not older than a day. */
  readonly asked: readonly IpConfirmation[]
}

export type Verdict =
  | 'trusted'
  /** Nothing was ever trusted: this is trusted on first use. */
  | 'first_use'
  /** The holder was asked and has not answered. */
  | 'pending'
  | 'ask'
  | 'refused'

export const CONFIRMATION_MS = 24 * 60 * 60 * 1000
const HOUR_MS = 60 * 60 * 1000
/** Within one workspace, an hour. */
const MAILS_MAX = 5
/**
 * To one mailbox, an hour, whatever workspaces there are: anybody can make a workspace and name anybody a holder. A workspace in which the
 * holder has confirmed a network is none of those, and its mails cannot be used up by strangers.
 */
const MAILBOX_MAX = 15
/** The projection of each key holds all of them. */
const TRUSTED_MAX = 200
// A mail that is not in the outbox by then never will be: its sender died.
const MAILING_MS = 60_000

/** Networks that are trusted now, in the order in which projections hold them. */
export const liveNetworks = (trusted: readonly TrustedIp[]): string[] =>
  trusted
    .filter(({ revokedAt }) => revokedAt === null)
    .map(({ network }) => network)
    .sort()

/** Whether a holder's key may be used from this network, and what has to happen if not. */
export const judgeNetwork = (
  { workspaceId }: Holder,
  { trusted, asked }: Acquaintance,
  network: string,
  now: Date,
): Verdict => {
  const live = liveNetworks(trusted)
  if (live.includes(network)) return 'trusted'
  if (trusted.length === 0) return 'first_use'
  const ours = asked.filter((one) => one.workspaceId === workspaceId)
  const current = ours.filter((one) => one.network === network && one.expiresAt > now)
  if (current.some(({ state }) => state === 'refused')) return 'refused'
  if (current.some((one) => isWaiting(one, now))) return 'pending'
  const isRecent = ({ createdAt }: IpConfirmation): boolean => createdAt.getTime() > now.getTime() - HOUR_MS
  const isStrange = !trusted.some(({ how }) => how === 'confirmed')
  const isTooMuch = ours.filter(isRecent).length >= MAILS_MAX
  const isFull = isStrange && asked.filter(isRecent).length >= MAILBOX_MAX
  return isTooMuch || isFull || live.length >= TRUSTED_MAX ? 'refused' : 'ask'
}

const isWaiting = ({ state, mailedAt, createdAt }: IpConfirmation, now: Date): boolean =>
  state === 'open' && (mailedAt !== null || createdAt.getTime() > now.getTime() - MAILING_MS)

/** Whether a link can still be answered. */
export const isOpen = ({ state, expiresAt }: Pick<IpConfirmation, 'state' | 'expiresAt'>, now: Date): boolean =>
  state === 'open' && expiresAt > now
