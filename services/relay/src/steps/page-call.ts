import { countAddress, type Counter } from '@1relay/browser-apps'
import type { LiveGrant, Provider } from '@1relay/contracts'
import type { Call } from '../call.js'
import { readCustomOrigin } from '@1relay/egress'
import type { FindGrant, Pins } from '../grants/index.js'
import { Refusal } from '../refuse/index.js'
import type { Bearer } from '../token/index.js'

export interface PageContext {
  readonly addressCounter: Counter
  /** How many calls of browser apps one client address may make in a minute, over both services. */
  readonly addressRequestsPerMinute: number
  readonly pins: Pins
  readonly finder: FindGrant
}

const MINUTE_MS = 60_000
// Parsers take backslashes, blanks and missing slashes for different things.
const BASE_URL = /^https:\/\/[\x21-\x5b\x5d-\x7e]+$/i
const UNPINNED = 'openai-compatible'

/** Counts a call of a browser app by its address, before anybody looks at its token. Others are not counted. */
export const countPageCall = (
  call: Call,
  { addressCounter, addressRequestsPerMinute: limit }: PageContext,
): Promise<void> => countAddress(addressCounter, { what: 'calls', address: call.ip, limit, windowMs: MINUTE_MS })

/** The custom origin that a page names, in the one spelling that an AAD has; what is no public https address is refused before anything is opened. */
export const baseOriginOf = (named: string | undefined): string | undefined => {
  if (named === undefined) return undefined
  const url = BASE_URL.test(named) ? URL.parse(named) : null
  const origin = url === null || url.username !== '' || url.password !== '' ? undefined : readCustomOrigin(url.origin)
  if (origin === undefined) throw new Refusal('upstream_not_allowed', 'upstream_not_allowed')
  return origin
}

/**
 * The grant, after its key without an address was sealed for the first one that it is used with, if this is that use. The control plane does it, because
 * a relay writes no grants; from then on the key opens for no other address.
 */
export const pinnedGrant = async (
  grant: LiveGrant,
  { provider, origin }: { readonly provider: Provider; readonly origin: string | undefined },
  token: Bearer,
  { pins, finder }: PageContext,
): Promise<LiveGrant> => {
  const isWaiting = provider.origin === null && grant.credentials.some(({ upstream }) => upstream === UNPINNED)
  if (!isWaiting || origin === undefined) return grant
  if (!(await pins.pin({ token: token.show(), origin }))) return grant
  const pinned = await finder.refresh(grant.id)
  return pinned?.status === 'live' ? pinned : grant
}
