import type { LinkError, LinkEventMetadata, LinkEventName, LinkMetadata, LinkMode, LinkTheme } from './protocol.js'

/** Codes that this package makes itself; Link adds those of 1Relay, e.g. `link_session_expired`. */
export type LinkErrorCode =
  'invalid_link_token' | 'link_session_used' | 'already_open' | 'popup_blocked' | 'storage_blocked' | 'link_unavailable'

/** What `onSuccess` gets: the person approved. */
export interface LinkSuccess {
  /**
   * Send it to your server, which exchanges it within ten minutes. Worthless without your client secret. Null in update mode
   * (`metadata.status` is `updated`): the access token that your server has goes on working.
   */
  readonly publicToken: string | null
  readonly metadata: LinkMetadata
}

/** How Link is opened. */
export interface LinkSettings {
  /** The `linkToken` of a session that your server created. */
  readonly token: string
  /** Where your 1Relay is: the same as your server's `baseUrl`. */
  readonly apiBaseUrl: string
  /**
   * `iframe` (default): a modal in the page. `window`: a window, which must be opened from a click. `redirect`: in the place
   * of the page, for browsers without either; the session needs a `redirectUri`, where `OneRelay.resume()` reads the ending.
   */
  readonly mode?: LinkMode
  /** Default `system`. */
  readonly theme?: LinkTheme
  /** How long Link may take to appear. Default 20 s. */
  readonly readyTimeoutMs?: number
  /** Link has appeared and can be used. */
  readonly onLoad?: () => void
  /** Called for every step inside Link, for your own funnel; it carries no secret. */
  readonly onEvent?: (name: LinkEventName, metadata: LinkEventMetadata) => void
}

/** How Link is opened, and who hears how it ended. */
export interface LinkOptions extends LinkSettings {
  /** Called once. */
  readonly onSuccess: (success: LinkSuccess) => void
  /** The person left (null), or something failed. Never called after `onSuccess`. */
  readonly onExit?: (error: LinkError | null, metadata: LinkMetadata) => void
}

/** Link for one link token. */
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

/** What `OneRelay.resume` gives: the same, with the `state` that your server put into the session. */
export type ResumedOutcome = LinkOutcome & { readonly state: string | null }
