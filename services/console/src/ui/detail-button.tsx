import type { ReactNode } from 'react'
import classes from './detail-button.module.css'

/** What a row of a table is known by, which opens everything about it. */
export const DetailButton = ({ onClick, children }: { onClick: () => void; children: ReactNode }) => (
  <button type="button" className={classes['detail']} onClick={onClick}>
    {children}
  </button>
)
