import type { Account, LinkView, Problem, Provider } from '../api/index.js'
import type { Init } from '../host/index.js'
import type { Choice, KeyName } from './choice.js'
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
  | 'registering'
  | 'loading'
  | 'making_vault'
  | 'unlocking'
  | 'recovering'
  | 'saving_key'
  | 'approving'

/** Everything the screens render. No secret is ever in here. */
export interface LinkState {
  readonly screen: Screen
  readonly theme: Init['theme']
  readonly view: LinkView | undefined
  readonly providers: readonly Provider[]
  readonly account: Account | undefined
  readonly keys: readonly KeyName[]
  readonly choices: Readonly<Record<string, Choice>>
  readonly limits: ChosenLimits
  readonly work: Work | undefined
  readonly problem: Problem | undefined
  /** The question "leave?" is open. */
  readonly isLeaving: boolean
  readonly connectionId: string | undefined
}

export const INITIAL: LinkState = {
  screen: 'connecting',
  theme: 'system',
  view: undefined,
  providers: [],
  account: undefined,
  keys: [],
  choices: {},
  limits: { budgetCents: null, requestsPerMinute: null },
  work: 'connecting',
  problem: undefined,
  isLeaving: false,
  connectionId: undefined,
}

export type LinkAction =
  | { readonly type: 'host_missing' }
  | { readonly type: 'theme_set'; readonly theme: Init['theme'] }
  | { readonly type: 'work_started'; readonly work: Work }
  | { readonly type: 'problem_met'; readonly problem: Problem }
  | { readonly type: 'problem_dismissed' }
  | { readonly type: 'opened'; readonly view: LinkView; readonly providers: readonly Provider[] }
  | { readonly type: 'signed_in'; readonly account: Account }
  | { readonly type: 'vault_found' }
  | { readonly type: 'vault_missing' }
  | { readonly type: 'recovery_wanted' }
  | { readonly type: 'code_made' }
  | { readonly type: 'unlocked'; readonly keys: readonly KeyName[] }
  | { readonly type: 'key_added'; readonly slug: string; readonly key: KeyName }
  | { readonly type: 'choice_made'; readonly slug: string; readonly choice: Choice }
  | { readonly type: 'providers_set' }
  | { readonly type: 'limits_set'; readonly limits: ChosenLimits }
  | { readonly type: 'went_back' }
  | { readonly type: 'approved'; readonly connectionId: string }
  | { readonly type: 'leave_asked' }
  | { readonly type: 'leave_dismissed' }
  | { readonly type: 'left' }
