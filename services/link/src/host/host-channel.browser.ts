import type { HostClaim } from './fragment.js'
import type { HostChannel } from './host-channel.port.js'
import { type HostMessage, MESSAGE_SOURCE, type PageMessage, parseHostMessage } from './message.js'

/** The part of a window that this needs, so that a test can stand in for it. */
export interface PageWindow {
  readonly parent: unknown
  readonly opener: unknown
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void
  close(): void
}

interface Poster {
  postMessage(message: unknown, targetOrigin: string): void
}

/** Opens the channel to the host, or undefined when there is no parent or opener to talk to. */
export const openHostChannel = (claim: HostClaim, page: PageWindow): HostChannel | undefined => {
  const host = (claim.mode === 'iframe' ? page.parent : page.opener) as Poster | null
  if (!host || host === (page as unknown)) return undefined
  const post = (message: PageMessage) =>
    host.postMessage({ source: MESSAGE_SOURCE, nonce: claim.nonce, ...message }, claim.origin)
  const heard = listenTo(page, { host, claim })
  return {
    origin: claim.origin,
    mode: claim.mode,
    ...heard,
    post,
    close: () => (claim.mode === 'window' ? page.close() : undefined),
  }
}

const listenTo = (page: PageWindow, from: { host: unknown; claim: HostClaim }) => {
  const first = <T>(read: (message: HostMessage) => T | undefined) =>
    new Promise<T>((resolve) => {
      page.addEventListener('message', (event) => {
        // The nonce alone would do for an honest browser; the origin stops a navigated host, the source a sibling frame.
        if (event.origin !== from.claim.origin || event.source !== from.host) return
        const message = parseHostMessage(event.data, from.claim.nonce)
        const value = message && read(message)
        // Of several, the first counts: the promise is settled then.
        if (value !== undefined) resolve(value)
      })
    })
  return {
    init: first((message) => (message.type === 'init' ? { token: message.token, theme: message.theme } : undefined)),
    closed: first((message) => (message.type === 'close' ? true : undefined)),
  }
}
