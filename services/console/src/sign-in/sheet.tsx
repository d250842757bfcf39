import type { ReactNode } from 'react'
import { Page } from '../ui/index.js'
import classes from './sheet.module.css'

/** The one sheet of a sign-in page. */
export const Sheet = ({ title, lead, children }: { title: string; lead?: ReactNode; children: ReactNode }) => (
  <div className={classes['place']}>
    <div className={classes['sheet']}>
      <Page title={title} lead={lead}>
        {children}
      </Page>
    </div>
  </div>
)

/** "or", between two ways in. */
export const Or = () => (
  <div className={classes['or']}>
    <span>or</span>
  </div>
)
