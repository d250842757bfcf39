import { ButtonLink } from '../ui/index.js'
import classes from './landing.module.css'

const DRILL = `$ 1relay protect --vendor stripe --name "Stripe production"
$ 1relay issue conn_… --name vendor-export --owner vendor \\
    --method GET --path '/v1/charges/*' --ttl 7d

  rk_vendor_…      it stood in a support ticket

$ 1relay revoke rk_vendor_…
status: revoked
real key: untouched`

/** For teams: one real key behind the relay, many disposable ones in front of it. */
export const ForTeams = () => (
  <section className={classes['section']} aria-labelledby="teams">
    <header>
      <h2 id="teams">For teams, and for any REST API</h2>
      <p>
        Keys leak: through tickets, commits, agents and laptops. So keep the real one behind the relay, and give every
        application, agent, person and vendor a key of their own, for certain methods and paths, until a certain day.
        Used from a new address, a person’s key is locked until they confirm it. When one leaks, end that one.
      </p>
    </header>
    <pre className={classes['code']} tabIndex={0} aria-label="What is done when a key leaks">
      {DRILL}
    </pre>
    <div className={classes['actions']}>
      <ButtonLink to="/docs/$slug" params={{ slug: 'teams' }} variant="default">
        How teams use it
      </ButtonLink>
    </div>
  </section>
)
