import type { Problem } from '../api/index.js'
import { chosenKeys, firstChoices, type KeyName, openNext, placeOf } from './choice.js'
import { suggestedLimits } from './limits.js'
import type { LinkAction, LinkState, Screen } from './state.js'

/** Nothing that the person does on this page helps: the app has to start anew. */
const FATAL: readonly Problem['code'][] = [
  'link_session_expired',
  'link_session_used',
  'invalid_token',
  'not_found',
  'wrong_session',
  'origin_not_registered',
  'no_way_back',
  'connection_ended',
]

/** Another account could go on: the start is the place to sign in with it. */
const NEEDS_OTHER_ACCOUNT: readonly Problem['code'][] = ['wrong_account', 'test_app']

const LAST: readonly Screen[] = ['no_host', 'success', 'failed', 'left']

const BACK: Partial<Record<Screen, Screen>> = { recover: 'unlock', budget: 'providers', review: 'budget' }

/** True when the session is over, one way or another: there is nothing to lose by leaving. */
export const isOver = (screen: Screen): boolean => LAST.includes(screen)

/** True when trying again can help. */
export const isRetryable = (problem: Problem): boolean => !FATAL.includes(problem.code)

/** The whole flow, as one function: from what is shown, and what happened, to what is shown next. */
export const reduce = (state: LinkState, action: LinkAction): LinkState => {
  if (state.screen === 'left') return state
  switch (action.type) {
    case 'host_missing':
      return to(state, 'no_host')
    case 'frame_known':
      return { ...state, frame: action.frame }
    case 'window_blocked':
      return { ...state, isWindowBlocked: true }
    case 'theme_set':
      return { ...state, theme: action.theme }
    case 'work_started':
      return { ...state, work: action.work, problem: undefined }
    case 'work_ended':
      return { ...state, work: undefined }
    case 'problem_met':
      return withProblem(state, action.problem)
    case 'problem_dismissed':
      return { ...state, problem: undefined }
    case 'leave_asked':
      return isOver(state.screen) ? state : { ...state, isLeaving: true }
    case 'leave_dismissed':
      return { ...state, isLeaving: false }
    case 'left':
      return { ...to(state, 'left'), isLeaving: false }
    default:
      return advance(state, action)
  }
}

type Anywhere =
  | 'host_missing'
  | 'frame_known'
  | 'window_blocked'
  | 'theme_set'
  | 'work_started'
  | 'work_ended'
  | 'problem_met'
  | 'problem_dismissed'
  | 'leave_asked'
  | 'leave_dismissed'
  | 'left'

const advance = (state: LinkState, action: Exclude<LinkAction, { type: Anywhere }>): LinkState => {
  switch (action.type) {
    case 'opened': {
      const limits = suggestedLimits(action.view)
      return { ...to(state, 'sign_in'), view: action.view, providers: action.providers, limits }
    }
    case 'signed_in':
      return { ...state, account: action.account }
    case 'vault_found':
      return { ...to(state, 'unlock'), hasVaultPasskey: action.hasPasskey }
    case 'vault_missing':
      return to(state, 'create_vault')
    case 'recovery_wanted':
      return to(state, 'recover')
    case 'code_made':
      return to(state, 'save_code')
    case 'unlocked': {
      const choices = firstChoices(requestedOf(state), action.keys, state.view?.update?.providers ?? [])
      return { ...to(state, 'providers'), keys: action.keys, choices: openNext(state.providers, choices) }
    }
    case 'key_added':
      return withKey(state, action)
    case 'key_checked':
      return { ...state, checks: { ...state.checks, [placeOf(action.key)]: action.check } }
    case 'choice_made':
      return { ...state, choices: { ...state.choices, [action.slug]: action.choice }, problem: undefined }
    case 'providers_set':
      return isEnough(state) ? to(state, 'budget') : state
    case 'limits_set':
      return { ...to(state, 'review'), limits: action.limits }
    case 'went_back':
      return to(state, BACK[state.screen] ?? state.screen)
    case 'approved':
      return { ...to(state, 'success'), connectionId: action.connectionId, isLeaving: false }
  }
}

/** The slugs that are asked for. */
const requestedOf = (state: LinkState): readonly string[] => state.providers.map(({ slug }) => slug)

/** The keys that will be sealed for the app. */
export const sharedKeys = (state: LinkState): KeyName[] => chosenKeys(requestedOf(state), state.choices)

/** What the connection that is being changed has and keeps as it is. */
export const keptProviders = (state: LinkState): string[] => {
  const replaced = sharedKeys(state).map(({ provider }) => provider)
  return (state.view?.update?.providers ?? []).filter((provider) => !replaced.includes(provider))
}

/** True when the app will be able to use something. A connection that is being changed has its keys anyway. */
export const isEnough = (state: LinkState): boolean => Boolean(state.view?.update) || sharedKeys(state).length > 0

const to = (state: LinkState, screen: Screen): LinkState => ({ ...state, screen, work: undefined, problem: undefined })

const withProblem = (state: LinkState, problem: Problem): LinkState => {
  const isStart = state.screen === 'connecting' || NEEDS_OTHER_ACCOUNT.includes(problem.code)
  if (isStart || !isRetryable(problem)) {
    return { ...to(state, 'failed'), problem, isLeaving: false }
  }
  // The session of the account has ended meanwhile: everything that it opened is closed again.
  if (problem.code === 'unauthenticated') {
    return { ...to(state, 'sign_in'), problem, account: undefined, keys: [], choices: {}, checks: {} }
  }
  return { ...state, work: undefined, problem }
}

const withKey = (state: LinkState, { slug, key }: Extract<LinkAction, { type: 'key_added' }>): LinkState => {
  const choices = openNext(state.providers, { ...state.choices, [slug]: { kind: 'use', key } })
  const others = state.keys.filter((other) => placeOf(other) !== placeOf(key))
  const { [placeOf(key)]: _former, ...checks } = state.checks
  return { ...state, work: undefined, problem: undefined, keys: [...others, key], choices, checks }
}
