import { Link } from '@tanstack/react-router'
import { Page } from '../ui/index.js'
import { DOC_PAGES } from './doc-pages.js'
import classes from './docs.module.css'

/** What there is to read, in the order in which it is best read. */
export const DocsPage = () => (
  <div className={classes['place']}>
    <Page
      title="Documentation"
      lead="Let people use their own keys in your app. Start with five minutes and no real key."
    >
      <ul className={classes['cards']}>
        {DOC_PAGES.map(({ slug, title, summary }) => (
          <li key={slug}>
            <Link to="/docs/$slug" params={{ slug }} className={classes['card'] ?? ''}>
              <strong>{title}</strong>
              <span>{summary}</span>
            </Link>
          </li>
        ))}
        <li>
          <a href="/docs/api" className={classes['card']}>
            <strong>API reference</strong>
            <span>Every call, drawn from the contract that the servers are checked against.</span>
          </a>
        </li>
      </ul>
      <p className={classes['machines']}>
        For machines: <a href="/openapi.json">OpenAPI 3.1</a>, <a href="/llms.txt">llms.txt</a>,{' '}
        <a href="/llms-full.txt">all pages in one file</a>, <a href="/skill.md">a skill for coding agents</a>.
      </p>
    </Page>
  </div>
)
