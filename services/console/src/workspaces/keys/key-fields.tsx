import type { ReactNode } from 'react'
import { type Budget, BudgetFields, LimitFields, type Limits, PERIODS, type TermsText } from '../../terms/index.js'
import type { Vendor } from '../protected-keys/queries.js'
import { EndFields } from './end-fields.js'
import shared from '../workspaces.module.css'
import classes from './keys.module.css'
import { NetworkFields } from './network-fields.js'
import { OwnerFields } from './owner-fields.js'
import type { KeyProblem, KeyText } from './parse-key.js'
import { ScopeFields } from './scope-fields.js'

interface KeyFieldsProps {
  readonly text: KeyText
  readonly problems: KeyProblem
  readonly isPriced: boolean
  readonly examples: Vendor['examples']
  /** A key that is there keeps its owner and may keep its end. */
  readonly issued?: { readonly budgets: readonly Budget[]; readonly limits: Limits }
  readonly onChange: (change: Partial<KeyText>) => void
  readonly children?: ReactNode
}

/** Everything that a key may be told, in the order in which people think of it. */
export const KeyFields = ({ text, problems, isPriced, examples, issued, onChange, children }: KeyFieldsProps) => (
  <div className={classes['form']}>
    {children}
    {issued === undefined ? <OwnerFields text={text} problems={problems} onChange={onChange} /> : null}
    <ScopeFields text={text} problems={problems} examples={examples} hasModels={isPriced} onChange={onChange} />
    <EndFields text={text} problems={problems} canKeep={issued !== undefined} onChange={onChange} />
    <NetworkFields text={text} problems={problems} onChange={onChange} />
    <LimitFields limits={issued?.limits ?? {}} problems={problems.terms ?? {}} />
    {isPriced ? (
      <fieldset className={shared['group']}>
        <legend>The most that it may spend</legend>
        <BudgetFields budgets={issued?.budgets ?? []} problems={problems.terms ?? {}} />
      </fieldset>
    ) : null}
  </div>
)

/** What the fields of limits and budgets say before anybody has typed in them. */
export const termsTextOf = (limits: Limits, budgets: readonly Budget[]): TermsText => ({
  caps: Object.fromEntries(
    PERIODS.map(({ period }) => {
      const budget = budgets.find((one) => one.period === period)
      return [period, budget === undefined ? '' : (budget.capMicros / 1_000_000).toFixed(2)]
    }),
  ) as TermsText['caps'],
  requestsPerMinute: String(limits.requestsPerMinute ?? ''),
  concurrentRequests: String(limits.concurrentRequests ?? ''),
})
