import type { ReactNode } from 'react'
import classes from './status-badge.module.css'

export type StatusTone = 'good' | 'warning' | 'problem' | 'quiet' | 'accent'

/** A state in one word. The word says it; the colour only helps. */
export const StatusBadge = ({ tone, children }: { tone: StatusTone; children: ReactNode }) => (
  <span className={classes['badge']} data-tone={tone}>
    {children}
  </span>
)
