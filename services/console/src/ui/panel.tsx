import { type ReactNode, useId } from 'react'
import classes from './panel.module.css'

interface PanelProps {
  readonly title?: string
  readonly lead?: ReactNode
  readonly actions?: ReactNode
  readonly tone?: 'plain' | 'danger'
  /** Rows and tables go to the edge and bring their own distance. */
  readonly flush?: boolean
  readonly children?: ReactNode
}

/** One subject of a page, on a sheet of its own. */
export const Panel = ({ title, lead, actions, tone = 'plain', flush = false, children }: PanelProps) => {
  const id = useId()
  const hasHead = title !== undefined || actions !== undefined
  return (
    <section className={classes['panel']} data-tone={tone} aria-labelledby={title === undefined ? undefined : id}>
      {hasHead ? (
        <header className={classes['head']}>
          <div className={classes['words']}>
            {title === undefined ? null : (
              <h2 id={id} className={classes['title']}>
                {title}
              </h2>
            )}
            {lead === undefined ? null : <p className={classes['lead']}>{lead}</p>}
          </div>
          {actions === undefined ? null : <div className={classes['actions']}>{actions}</div>}
        </header>
      ) : null}
      {children === undefined ? null : <div className={flush ? classes['flush'] : classes['body']}>{children}</div>}
    </section>
  )
}

interface PanelRowProps {
  readonly title: ReactNode
  readonly hint?: ReactNode
  readonly mark?: ReactNode
  readonly children?: ReactNode
}

/** A line in a flush panel: what it is on the left, what can be done on the right. */
export const PanelRow = ({ title, hint, mark, children }: PanelRowProps) => (
  <div className={classes['row']}>
    {mark}
    <div className={classes['words']}>
      <div className={classes['row-title']}>{title}</div>
      {hint === undefined ? null : <div className={classes['row-hint']}>{hint}</div>}
    </div>
    {children === undefined ? null : <div className={classes['actions']}>{children}</div>}
  </div>
)
