import { type HostMessage, MESSAGE_SOURCE, type PageMessage } from '@1relay/link-sdk/protocol'
import type { HostClaim } from './fragment.js'
import type { HostChannel } from './host-channel.port.js'
import { parseHostMessage, type ReturnAddress, returnUrl } from './message.js'

/** The part of a window that this needs, so that a test can stand in for it. */
export interface PageWindow {
  readonly parent: unknown
  readonly opener: unknown
  readonly location: Pick<Location, 'replace'>
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void
  close(): void
}

interface Poster {
  postMessage(message: unknown, targetOrigin: string): void
}

/** Opens the channel to the host, or undefined when there is no parent or opener to talk to. */
export const openHostChannel = (claim: HostClaim, page: PageWindow): HostChannel | undefined => {
  if (claim.mode === 'redirect') return openReturnChannel(claim, page)
  const host = (claim.mode === 'iframe' ? page.parent : page.opener) as Poster | null
  if (!host || host === (page as unknown)) return undefined
  const post = (message: PageMessage) =>
    host.postMessage({ source: MESSAGE_SOURCE, nonce: claim.nonce, ...message }, claim.origin)
  return {
    origin: claim.origin,
    mode: claim.mode,
    ...listenTo(page, { host, claim }),
    returnTo: () => undefined,
    post,
    close: () => (claim.mode === 'window' ? page.close() : undefined),
  }
}

/** Nobody is there: endings go back with the person, to where the app's server registered. */
const openReturnChannel = (claim: HostClaim, page: PageWindow): HostChannel | undefined => {
  const { init } = claim
  if (init === undefined) return undefined
  let address: ReturnAddress | undefined
  return {
    origin: claim.origin,
    mode: claim.mode,
    init: Promise.resolve(init),
    closed: new Promise(() => undefined),
    onBlocked: () => undefined,
    returnTo: (known) => {
      address = known
    },
    post: (message) => {
      // Replaced, not pushed: "back" must not lead to a session that is over.
      if (address && (message.type === 'success' || message.type === 'exit'))
        page.location.replace(returnUrl(address, message, claim.nonce))
    },
    close: () => undefined,
  }
}

const listenTo = (page: PageWindow, from: { host: unknown; claim: HostClaim }) => {
  const listen = (hear: (message: HostMessage) => void) =>
    page.addEventListener('message', (event) => {
      // The nonce alone would do for an honest browser; the origin stops a navigated host, the source a sibling frame.
      if (event.origin !== from.claim.origin || event.source !== from.host) return
      const message = parseHostMessage(event.data, from.claim.nonce)
      if (message) hear(message)
    })
  // Of several, the first counts: the promise is settled then.
  const first = <T>(read: (message: HostMessage) => T | undefined) =>
    new Promise<T>((resolve) =>
      listen((message) => {
        const value = read(message)
        if (value !== undefined) resolve(value)
      }),
    )
  return {
    init: first((message) => (message.type === 'init' ? { token: message.token, theme: message.theme } : undefined)),
    closed: first((message) => (message.type === 'close' ? (true as const) : undefined)),
    onBlocked: (listener: () => void) => listen((message) => message.type === 'blocked' && listener()),
  }
}
