import { Link } from '@tanstack/react-router'
import { BudgetBars, GrantStatus } from '../terms/index.js'
import { StatusBadge, Time } from '../ui/index.js'
import { useProviderName } from '../vault/index.js'
import { AppMark } from './app-mark.js'
import classes from './connections.module.css'
import type { Connection } from './queries.js'

/** A connection in a list: which app, on which providers, how much of its budget is used. */
export const ConnectionCard = ({ connection }: { connection: Connection }) => {
  const { id, app, status, providers, budgets, createdAt, lastUsedAt } = connection
  const name = useProviderName()
  return (
    <li className={classes['card']}>
      <div className={classes['card-head']}>
        <AppMark name={app.name} logoUrl={app.logoUrl} />
        <div className={classes['card-words']}>
          <Link to="/connections/$connectionId" params={{ connectionId: id }} className={classes['card-link'] ?? ''}>
            {app.name}
          </Link>
          <p className={classes['quiet']}>{providers.map(name).join(', ')}</p>
        </div>
        {app.isTest ? <StatusBadge tone="warning">Test</StatusBadge> : null}
        <GrantStatus status={status} />
      </div>
      <BudgetBars budgets={budgets} />
      <p className={classes['quiet']}>
        Connected <Time at={createdAt} /> · last used <Time at={lastUsedAt} />
      </p>
    </li>
  )
}
