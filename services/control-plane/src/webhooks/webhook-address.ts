import { allowsOrigin } from '@1relay/browser-apps'
import { readCustomOrigin } from '@1relay/egress'

/** How an address may be called: `guarded` means that every address its name resolves to is judged. */
export type Reach = 'guarded' | 'allowed'

/** Undefined: nothing may be sent there. `allowed`: patterns of origins that the operator trusts. */
export const reachOf = (url: URL, allowed: readonly string[]): Reach | undefined => {
  if (url.username !== '' || url.password !== '' || !/^https?:$/.test(url.protocol)) return undefined
  if (allowsOrigin(allowed, url.origin)) return 'allowed'
  return readCustomOrigin(url.origin) === undefined ? undefined : 'guarded'
}
