/** Names of what happens inside Link. More may come; these keep their meaning. */
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

/** What your page learns of a session: no key, no password, no token. */
export interface LinkMetadata {
  readonly linkSessionId: string
  readonly connectionId: string | null
  /** What was chosen: slugs like `openai`, or origins of custom upstreams. */
  readonly providers: readonly string[]
  /** Null: no cap, or not decided yet. */
  readonly budget: { readonly cents: number; readonly period: string } | null
  readonly status: 'opened' | 'authorized' | 'failed' | (string & {})
}

/** Codes that this package makes itself; Link adds those of 1Relay, e.g. `link_session_expired`. */
export type LinkErrorCode =
  'invalid_link_token' | 'link_session_used' | 'already_open' | 'popup_blocked' | 'link_unavailable'

export interface LinkError {
  readonly type: string
  readonly code: LinkErrorCode | (string & {})
  /** For you. */
  readonly message: string
  /** For the person in front of the screen. */
  readonly displayMessage: string
  readonly requestId: string | null
}

export interface LinkSuccess {
  /** Send it to your server, which exchanges it within ten minutes. Worthless without your client secret. */
  readonly publicToken: string
  readonly metadata: LinkMetadata
}

export interface LinkSettings {
  /** The `linkToken` of a session that your server created. */
  readonly token: string
  /** Where your 1Relay is: the same as your server's `baseUrl`. */
  readonly apiBaseUrl: string
  /** A modal in the page (default), or a window, which must be opened from a click. */
  readonly mode?: 'iframe' | 'window'
  readonly theme?: 'light' | 'dark' | 'system'
  /** How long Link may take to appear. Default 20 s. */
  readonly readyTimeoutMs?: number
  readonly onEvent?: (name: LinkEventName | (string & {}), metadata: LinkMetadata) => void
}

export interface LinkOptions extends LinkSettings {
  /** Called once. */
  readonly onSuccess: (success: LinkSuccess) => void
  /** The person left (null), or something failed. Never called after `onSuccess`. */
  readonly onExit?: (error: LinkError | null, metadata: LinkMetadata) => void
}

export interface LinkHandler {
  /** Opens Link; while it is open, only brings it to the front. After an exit it can be opened again. */
  open(): void
  /** Closes Link as if the person had: `onExit(null, …)`. `force` does not wait for Link to say goodbye. */
  exit(options?: { readonly force?: boolean }): void
  /** Removes everything without calling anything back. */
  destroy(): void
}

/** What `OneRelay.link` resolves with. */
export type LinkOutcome =
  | ({ readonly outcome: 'success' } & LinkSuccess)
  | { readonly outcome: 'exit'; readonly error: LinkError | null; readonly metadata: LinkMetadata }
