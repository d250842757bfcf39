/** Names of what the host page is told as it happens. Stable: integrators rely on them. */
export type LinkEventName =
  | 'OPEN'
  | 'LOGIN'
  | 'UNLOCK'
  | 'SELECT_PROVIDER'
  | 'KEY_ADDED'
  | 'SET_BUDGET'
  | 'CONSENT'
  | 'HANDOFF'
  | 'ERROR'
  | 'EXIT'

/** What the host page learns of a session: no key, no password, no token. */
export interface LinkMetadata {
  readonly linkSessionId: string
  readonly connectionId: string | null
  /** Upstreams that were chosen: slugs, or origins of custom ones. */
  readonly providers: readonly string[]
  /** Null: the person set no cap, or has not come that far. */
  readonly budget: { readonly cents: number; readonly period: 'month' } | null
  readonly status: 'opened' | 'authorized' | 'failed'
}

export interface LinkError {
  readonly type: string
  readonly code: string
  readonly message: string
  readonly displayMessage: string
  readonly requestId: string | null
}

/** Everything that this page ever posts. `publicToken` is worthless without the app's client secret. */
export type PageMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'event'; readonly name: LinkEventName; readonly metadata: LinkMetadata & { errorCode?: string } }
  | { readonly type: 'success'; readonly publicToken: string; readonly metadata: LinkMetadata }
  | { readonly type: 'exit'; readonly error: LinkError | null; readonly metadata: LinkMetadata }

export const MESSAGE_SOURCE = '1relay-link'

export interface Init {
  readonly token: string
  readonly theme: 'light' | 'dark' | 'system'
}

/** What the host says: `init` once, with the link token, and `close` when it takes Link away. */
export type HostMessage = ({ readonly type: 'init' } & Init) | { readonly type: 'close' }

/** A message of the host, or undefined for anything else: other libraries post messages to frames too. */
export const parseHostMessage = (message: unknown, nonce: string): HostMessage | undefined => {
  if (typeof message !== 'object' || message === null) return undefined
  const { source, nonce: given, type, token, theme } = message as Record<string, unknown>
  if (source !== MESSAGE_SOURCE || given !== nonce) return undefined
  if (type === 'close') return { type }
  if (type !== 'init' || typeof token !== 'string' || !/^[0-9A-Za-z_]{10,200}$/.test(token)) return undefined
  return { type, token, theme: theme === 'light' || theme === 'dark' ? theme : 'system' }
}
