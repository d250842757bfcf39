import type { HostClaim } from './fragment.js'
import type { HostChannel } from './host-channel.port.js'
import { type Init, MESSAGE_SOURCE, type PageMessage, parseInit } from './message.js'

/** The part of a window that this needs, so that a test can stand in for it. */
export interface PageWindow {
  readonly parent: unknown
  readonly opener: unknown
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void
  removeEventListener(type: 'message', listener: (event: MessageEvent) => void): void
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
  const init = new Promise<Init>((resolve) => {
    const listen = (event: MessageEvent) => {
      // The nonce alone would do for an honest browser; the origin stops a navigated host, the source a sibling frame.
      if (event.origin !== claim.origin || event.source !== (host as unknown)) return
      const parsed = parseInit(event.data, claim.nonce)
      if (parsed === undefined) return
      page.removeEventListener('message', listen)
      resolve(parsed)
    }
    page.addEventListener('message', listen)
  })
  return {
    origin: claim.origin,
    mode: claim.mode,
    init,
    post,
    close: () => (claim.mode === 'window' ? page.close() : undefined),
  }
}
