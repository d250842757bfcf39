import { type ReactNode, useEffect, useRef } from 'react'
import classes from './page.module.css'

interface PageProps {
  readonly title: string
  /** One sentence: what this page is for. */
  readonly lead?: ReactNode
  /** What can be done here: buttons, at the right of the title. */
  readonly actions?: ReactNode
  /** A page of text or one form; tables want `wide`. */
  readonly width?: 'narrow' | 'wide'
  readonly children: ReactNode
}

// The first page of a visit keeps the focus where the browser put it; later ones start at their heading, as a loaded page would.
let hasShownPage = false

/** A page: its title is the document's, and takes the focus when the person came here from another page. */
export const Page = ({ title, lead, actions, width = 'wide', children }: PageProps) => {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${title} · 1Relay`
  }, [title])
  useEffect(() => {
    if (hasShownPage) heading.current?.focus({ preventScroll: true })
    hasShownPage = true
  }, [])
  return (
    <div className={width === 'narrow' ? classes['narrow'] : classes['wide']}>
      <header className={classes['header']}>
        <div className={classes['words']}>
          <h1 ref={heading} tabIndex={-1} className={classes['title']}>
            {title}
          </h1>
          {lead === undefined ? null : <p className={classes['lead']}>{lead}</p>}
        </div>
        {actions === undefined ? null : <div className={classes['actions']}>{actions}</div>}
      </header>
      {children}
    </div>
  )
}
