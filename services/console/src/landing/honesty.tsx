import { AnchorLink } from '../ui/index.js'
import classes from './landing.module.css'

/** What holds and what does not, side by side. */
export const Honesty = () => (
  <section className={classes['section']} aria-labelledby="honesty">
    <header>
      <h2 id="honesty">What holds, and what does not</h2>
    </header>
    <div className={classes['columns']}>
      <div>
        <h3>Holds</h3>
        <ul>
          <li>A copy of the database opens no key, not even together with every server’s secrets.</li>
          <li>Somebody who can write the database cannot send a key to another address.</li>
          <li>
            The most a request can cost is held before it leaves, so that requests at once cannot pass a cap together.
          </li>
          <li>Your master password never leaves your browser, and neither does a hash of it.</li>
        </ul>
      </div>
      <div>
        <h3>Does not</h3>
        <ul>
          <li>A relay that is compromised while it runs sees the keys that are used during that time.</li>
          <li>Your browser trusts whoever serves this page’s code.</li>
          <li>Whoever has a token can use it, up to its budget, until you revoke it.</li>
          <li>Without the master password and the recovery code, nobody can open your vault.</li>
        </ul>
      </div>
    </div>
    <p>
      The reasons are in the{' '}
      <AnchorLink to="/docs/$slug" params={{ slug: 'security' }}>
        security model
      </AnchorLink>
      .
    </p>
  </section>
)
