import type { components } from '@1relay/contracts'

export type UsageRequest = components['schemas']['UsageRequest']
export type GrantNews = components['schemas']['GrantNews']

interface Listeners {
  readonly onOpen: () => void
  readonly onBreak: () => void
  readonly onUsage: (request: UsageRequest) => void
  readonly onGrant: (news: GrantNews) => void
}

const RETRY_MS = 15_000

/**
 * Listens until the function that it returns is called. The browser reconnects by itself after a broken connection; after a refusal (too
 * many streams, a server that restarts) this does, a little later.
 */
export const openUsageStream = (listeners: Listeners): (() => void) => {
  let source: EventSource
  let timer: ReturnType<typeof setTimeout> | undefined
  const open = () => {
    source = new EventSource('/v1/usage/stream')
    source.onopen = listeners.onOpen
    source.onerror = () => {
      listeners.onBreak()
      if (source.readyState === EventSource.CLOSED) timer = setTimeout(open, RETRY_MS)
    }
    source.addEventListener('usage', ({ data }: MessageEvent<string>) =>
      listeners.onUsage(JSON.parse(data) as UsageRequest),
    )
    source.addEventListener('grant', ({ data }: MessageEvent<string>) =>
      listeners.onGrant(JSON.parse(data) as GrantNews),
    )
  }
  open()
  return () => {
    clearTimeout(timer)
    source.close()
  }
}
