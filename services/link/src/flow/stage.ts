import type { Screen } from './state.js'

/** The parts of the way, as the person sees them above each screen. */
export const STAGES = ['Sign in', 'Vault', 'Keys', 'Budget', 'Review'] as const
export type Stage = 0 | 1 | 2 | 3 | 4

/** Which part a screen belongs to; undefined before the beginning and after the end. */
export const stageOf = (screen: Screen): Stage | undefined => {
  switch (screen) {
    case 'sign_in':
      return 0
    case 'create_vault':
    case 'save_code':
    case 'unlock':
    case 'recover':
      return 1
    case 'providers':
      return 2
    case 'budget':
      return 3
    case 'review':
      return 4
    case 'connecting':
    case 'no_host':
    case 'success':
    case 'failed':
    case 'left':
      return undefined
  }
}
