/**
 * What the hosted Link page and the page that opened it say to each other: the one definition, for both sides.
 *
 * Names of events and fields are stable: integrators rely on them. Nothing in here ever carries a key, a password or a token,
 * with the exceptions that protocol §4 makes: the link token in `init`, the public token in `success`.
 */

/** Marks our messages among all others. */
export const MESSAGE_SOURCE = '1relay-link'

/** In redirect mode the ending comes back in the fragment, under this name. */
export const RESULT_FIELD = '1relay_link'
/** And beside it the `state` that the app's server put into the session. */
export const STATE_FIELD = '1relay_state'

/** Names of what happens inside Link. */
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
  /** What was chosen: slugs like `openai`, or origins of custom upstreams. */
  readonly providers: readonly string[]
  /** Null: no cap, or not decided yet. */
  readonly budget: { readonly cents: number; readonly period: string } | null
  /** `updated`: a connection that the app has already was changed; its access token goes on working. */
  readonly status: 'opened' | 'authorized' | 'updated' | 'failed' | (string & {})
}

/** What comes with an event. */
export interface LinkEventMetadata extends LinkMetadata {
  /** The screen that the person sees, such as `sign_in` or `review`; null when Link itself did not say. More may come. */
  readonly viewName: string | null
  /** ISO 8601, by the clock of the person's machine. */
  readonly timestamp: string
  /** Of the request to 1Relay that failed, for support; null when the event is not about one. */
  readonly requestId: string | null
  /** With `ERROR` only. */
  readonly errorCode?: string
}

/** Why Link ended without a success. */
export interface LinkError {
  /** `link_error` for what this package found; else the type of an error of 1Relay. */
  readonly type: string
  /** Never changes its meaning; decide by it. */
  readonly code: string
  /** For developers. */
  readonly message: string
  /** For the person in front of the screen. */
  readonly displayMessage: string
  /** For support; null when no request failed. */
  readonly requestId: string | null
}

/** Colours of Link; `system` follows the person's machine. */
export type LinkTheme = 'light' | 'dark' | 'system'

/** Where Link is shown: a frame over the page, a window of its own, or in the place of the page. */
export type LinkMode = 'iframe' | 'window' | 'redirect'

/** How a session of Link ended. `publicToken` is worthless without the app's client secret; null after a change of a connection. */
export type LinkEnding =
  | { readonly type: 'success'; readonly publicToken: string | null; readonly metadata: LinkMetadata }
  | { readonly type: 'exit'; readonly error: LinkError | null; readonly metadata: LinkMetadata }

/** Everything that Link says. `window` asks to be shown in a window, because a frame cannot do what the person wants. */
export type PageMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'window' }
  | { readonly type: 'event'; readonly name: LinkEventName; readonly metadata: LinkEventMetadata }
  | LinkEnding

/** Everything that the host says: `init` once, `close` when it takes Link away, `blocked` when the browser refused a window. */
export type HostMessage =
  | { readonly type: 'init'; readonly token: string; readonly theme: LinkTheme }
  | { readonly type: 'close' }
  | { readonly type: 'blocked' }
