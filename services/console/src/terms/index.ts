/**
 * What a token may spend and how often it may call: shown and edited the same way for connections, bot tokens and the account.
 *
 * It asks the server for nothing.
 *
 * Invariant: what is typed becomes terms of the contract or a sentence about what is wrong with it; never a guess.
 */
export { BudgetBars } from './budget-bars.js'
export { LimitFields } from './limit-fields.js'
export { BudgetFields } from './budget-fields.js'
export {
  type Budget,
  type Limits,
  PERIODS,
  parseTerms,
  type Period,
  type SpentBudget,
  type Terms,
  type TermsProblem,
  type TermsText,
} from './parse-terms.js'
export { readTermsText } from './read-terms-text.js'
export { TermsDialog } from './terms-dialog.js'
export { TermsPanel } from './terms-panel.js'
export { GrantStatus, type GrantState } from './grant-status.js'
