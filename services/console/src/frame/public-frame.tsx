import { Link, Outlet } from '@tanstack/react-router'
import { ButtonLink } from '../ui/index.js'
import { Brand } from './brand.js'
import { OfflineNotice } from './offline-notice.js'
import classes from './public-frame.module.css'
import { SchemeSwitch } from './scheme-switch.js'
import { isSignedInHint } from './signed-in-hint.browser.js'

/** The frame of the public pages: a light header, and a foot. */
export const PublicFrame = () => (
  <div className={classes['frame']}>
    <header className={classes['top']}>
      <Brand />
      <nav aria-label="Site" className={classes['links']}>
        <Link to="/docs" className={classes['link'] ?? ''}>
          Docs
        </Link>
        <Link to="/security" className={classes['link'] ?? ''}>
          Security
        </Link>
      </nav>
      <div className={classes['end']}>
        <SchemeSwitch />
        <Entrance />
      </div>
    </header>
    <OfflineNotice />
    <main id="main" tabIndex={-1} className={classes['main']}>
      <Outlet />
    </main>
    <footer className={classes['foot']}>
      <span>1Relay is open source. Keys are encrypted in your browser.</span>
      <a href="/docs/api">API reference</a>
      <a href="/openapi.json">OpenAPI</a>
    </footer>
  </div>
)

const Entrance = () =>
  isSignedInHint() ? (
    <ButtonLink to="/vault">Open console</ButtonLink>
  ) : (
    <ButtonLink to="/sign-in" variant="default">
      Sign in
    </ButtonLink>
  )
