/**
 * The flow of the Link page as pure functions: which screen comes next, what is chosen, what a typed amount means.
 *
 * It does no I/O and knows no secret: passwords, keys and tokens never enter the state.
 *
 * Invariant: `review` is reached only with at least one key shared, or a connection to change, and limits that the person has seen. Protocol §4.
 */
export {
  canAdd,
  type Choice,
  chosenKeys,
  CUSTOM_PROVIDER,
  freeLabel,
  isConnected,
  type KeyName,
  keysFor,
  placeOf,
} from './choice.js'
export {
  guessStrength,
  looksLikeKey,
  MASTER_PASSWORD_LENGTH,
  parseProviderOrigin,
  refuseKey,
  type Strength,
} from '@1relay/custody'
export {
  type ChosenLimits,
  currentLimits,
  formatDollars,
  type Parsed,
  parseCap,
  parseRequests,
  presetsAround,
  toGrant,
} from './limits.js'
export { isEnough, isOver, isRetryable, keptProviders, reduce, sharedKeys } from './reducer.js'
export { type Frame, INITIAL, type LinkAction, type LinkState, type Screen, type Work } from './state.js'
export { type Stage, stageOf, STAGES } from './stage.js'
