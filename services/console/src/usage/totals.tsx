import type { components } from '@1relay/contracts'
import { formatCount, formatMicros } from '../ui/index.js'
import classes from './usage.module.css'

/** The range in four figures. */
export const Totals = ({ totals }: { totals: components['schemas']['UsageSums'] }) => (
  <dl className={classes['totals']}>
    <Figure name="Spent" value={formatMicros(totals.costMicros)} />
    <Figure name="Calls" value={formatCount(totals.requests)} />
    <Figure
      name="Tokens"
      value={formatCount(totals.inputTokens + totals.outputTokens)}
      hint={`${formatCount(totals.inputTokens)} in, ${formatCount(totals.outputTokens)} out`}
    />
    <Figure name="Refused" value={formatCount(totals.refused)} />
  </dl>
)

const Figure = ({ name, value, hint }: { name: string; value: string; hint?: string }) => (
  <div className={classes['figure']}>
    <dt>{name}</dt>
    <dd className="figures">{value}</dd>
    {hint === undefined ? null : <dd className={classes['hint']}>{hint}</dd>}
  </div>
)
