import type { KeyCheck } from '@1relay/custody'
import type { LinkMode, LinkTheme } from '@1relay/link-sdk/protocol'
import type { Account, LinkView, Problem, Provider } from '../api/index.js'
import type { Choice, Choices, KeyName } from './choice.js'
import type { ChosenLimits } from './limits.js'

export type Screen =
  | 'connecting'
  | 'no_host'
  | 'sign_in'
  | 'create_vault'
  | 'save_code'
  | 'unlock'
  | 'recover'
  | 'providers'
  | 'budget'
  | 'review'
  | 'success'
  | 'failed'
  | 'left'

/** What the page is busy with; the screens lock their forms and say so. */
export type Work =
  | 'connecting'
  | 'signing_in'
  | 'using_passkey'
  | 'registering'
  | 'loading'
  | 'making_vault'
  | 'unlocking'
  | 'recovering'
  | 'checking_key'
  | 'saving_key'
  | 'approving'

/** How the page is shown, and whether the browser keeps from a frame what a window of its own would have. */
export interface Frame {
  readonly mode: LinkMode
  readonly isRestricted: boolean
}

/** Everything the screens render. No secret is ever in here. */
export interface LinkState {
  readonly screen: Screen
  readonly frame: Frame
  readonly theme: LinkTheme
  readonly view: LinkView | undefined
  readonly providers: readonly Provider[]
  readonly account: Account | undefined
  /** The vault can be opened by a passkey as well. */
  readonly hasVaultPasskey: boolean
  readonly keys: readonly KeyName[]
  readonly choices: Choices
  /** By place of the key. */
  readonly checks: Readonly<Record<string, KeyCheck>>
  readonly limits: ChosenLimits
  readonly work: Work | undefined
  readonly problem: Problem | undefined
  /** The question "leave?" is open. */
  readonly isLeaving: boolean
  /** The browser refused the window that the person asked for. */
  readonly isWindowBlocked: boolean
  readonly connectionId: string | undefined
}

export const INITIAL: LinkState = {
  screen: 'connecting',
  frame: { mode: 'iframe', isRestricted: false },
  theme: 'system',
  view: undefined,
  providers: [],
  account: undefined,
  hasVaultPasskey: false,
  keys: [],
  choices: {},
  checks: {},
  limits: { budgetCents: null, requestsPerMinute: null },
  work: 'connecting',
  problem: undefined,
  isLeaving: false,
  isWindowBlocked: false,
  connectionId: undefined,
}

export type LinkAction =
  | { readonly type: 'host_missing' }
  | { readonly type: 'frame_known'; readonly frame: Frame }
  | { readonly type: 'window_blocked' }
  | { readonly type: 'theme_set'; readonly theme: LinkTheme }
  | { readonly type: 'work_started'; readonly work: Work }
  | { readonly type: 'work_ended' }
  | { readonly type: 'problem_met'; readonly problem: Problem }
  | { readonly type: 'problem_dismissed' }
  | { readonly type: 'opened'; readonly view: LinkView; readonly providers: readonly Provider[] }
  | { readonly type: 'signed_in'; readonly account: Account }
  | { readonly type: 'vault_found'; readonly hasPasskey: boolean }
  | { readonly type: 'vault_missing' }
  | { readonly type: 'recovery_wanted' }
  | { readonly type: 'code_made' }
  | { readonly type: 'unlocked'; readonly keys: readonly KeyName[] }
  | { readonly type: 'key_added'; readonly slug: string; readonly key: KeyName }
  | { readonly type: 'key_checked'; readonly key: KeyName; readonly check: KeyCheck }
  | { readonly type: 'choice_made'; readonly slug: string; readonly choice: Choice }
  | { readonly type: 'providers_set' }
  | { readonly type: 'limits_set'; readonly limits: ChosenLimits }
  | { readonly type: 'went_back' }
  | { readonly type: 'approved'; readonly connectionId: string }
  | { readonly type: 'leave_asked' }
  | { readonly type: 'leave_dismissed' }
  | { readonly type: 'left' }
