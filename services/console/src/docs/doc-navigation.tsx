import { Link } from '@tanstack/react-router'
import { DOC_PAGES } from './doc-pages.js'
import classes from './docs.module.css'

/** All pages of the documentation; on a phone they fold into one line. */
export const DocNavigation = ({ current }: { current: string }) => (
  <nav aria-label="Documentation" className={classes['pages']}>
    <details className={classes['fold']}>
      <summary>{DOC_PAGES.find(({ slug }) => slug === current)?.title ?? 'All pages'}</summary>
      <Pages />
    </details>
    <div className={classes['spread']}>
      <Pages />
    </div>
  </nav>
)

const Pages = () => (
  <ul>
    {DOC_PAGES.map(({ slug, title }) => (
      <li key={slug}>
        <Link to="/docs/$slug" params={{ slug }}>
          {title}
        </Link>
      </li>
    ))}
    <li>
      <a href="/docs/api">API reference</a>
    </li>
  </ul>
)
