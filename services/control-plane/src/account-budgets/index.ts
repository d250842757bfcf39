/**
 * The budgets of a person's whole account: caps above those of its connections and bot tokens. A view on the account's ledger
 * (grants/), with no storage of its own; what is spent is counted by relays.
 *
 * Invariant: only the person sees and changes them; a change has answered only when the next request of every grant of the account
 * is held to it. Data plane §2.
 */
export { AccountBudgets, type AccountMoney } from './account-budgets.service.js'
