import type { ReactNode } from 'react'
import classes from './empty-state.module.css'

interface EmptyStateProps {
  readonly icon?: ReactNode
  readonly title: string
  readonly children?: ReactNode
  readonly action?: ReactNode
}

/** Nothing here yet: what would be here, and the one thing to do about it. */
export const EmptyState = ({ icon, title, children, action }: EmptyStateProps) => (
  <div className={classes['empty']}>
    {icon === undefined ? null : (
      <div className={classes['icon']} aria-hidden="true">
        {icon}
      </div>
    )}
    <p className={classes['title']}>{title}</p>
    {children === undefined ? null : <div className={classes['words']}>{children}</div>}
    {action === undefined ? null : <div className={classes['action']}>{action}</div>}
  </div>
)
