import type { LiveGrant } from '@1relay/contracts'

/** Whether anybody caps what this grant may spend, the grant itself or its ledger: then its calls are read, priced and held. */
export const isCapped = ({ budgets, ledger }: LiveGrant): boolean =>
  budgets.length > 0 || (ledger !== undefined && ledger.budgets.length > 0)
