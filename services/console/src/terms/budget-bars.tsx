import { formatDate, formatMicros } from '../ui/index.js'
import { PERIODS, type SpentBudget } from './parse-terms.js'
import classes from './terms.module.css'

/** How far each cap is used up: spent, set aside for running requests, left. In words as well as in length. */
export const BudgetBars = ({ budgets }: { budgets: readonly SpentBudget[] }) =>
  budgets.length === 0 ? (
    <p className={classes['quiet']}>No cap</p>
  ) : (
    <ul className={classes['bars']}>
      {budgets.map((budget) => (
        <BudgetBar key={budget.period} {...budget} />
      ))}
    </ul>
  )

const BudgetBar = ({ period, capMicros, spentMicros, heldMicros = 0, resetsAt }: SpentBudget) => {
  const each = PERIODS.find((one) => one.period === period)?.each ?? period
  const part = (micros: number) => Math.min(100, capMicros === 0 ? 100 : (micros / capMicros) * 100)
  const tone = part(spentMicros) >= 100 ? 'problem' : part(spentMicros) >= 80 ? 'warning' : 'accent'
  return (
    <li>
      <div className={classes['bar-words']}>
        <span>
          <strong className="figures">{formatMicros(spentMicros)}</strong> of {formatMicros(capMicros)} {each}
        </span>
        <span className={classes['quiet']}>
          {heldMicros > 0 ? `${formatMicros(heldMicros)} in running requests` : ''}
          {heldMicros === 0 && resetsAt !== null ? `until ${formatDate(new Date(resetsAt))}` : ''}
        </span>
      </div>
      <div
        className={classes['bar']}
        role="meter"
        aria-label={`Spent ${each}`}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(part(spentMicros))}
        aria-valuetext={`${formatMicros(spentMicros)} of ${formatMicros(capMicros)}`}
      >
        <span data-tone={tone} style={{ width: `${part(spentMicros)}%` }} />
        <span data-tone="held" style={{ width: `${Math.min(part(heldMicros), 100 - part(spentMicros))}%` }} />
      </div>
    </li>
  )
}
