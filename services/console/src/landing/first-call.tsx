import { ButtonLink } from '../ui/index.js'
import classes from './landing.module.css'

const CODE = `const { linkToken } = await oneRelay.createLinkSession({
  requestedProviders: ['openai'],
  budgetSuggestionCents: 1000,
})

// in your page
OneRelay.create({ token: linkToken, apiBaseUrl, onSuccess }).open()

// on your server, with what onSuccess gave you
const { accessToken } = await oneRelay.exchangePublicToken(publicToken)

// OpenAI's own client, on your user's key
const openai = new OpenAI(oneRelay.openai(accessToken))`

/** For builders: the whole integration on one screen. */
export const FirstCall = () => (
  <section className={classes['section']} aria-labelledby="build">
    <header>
      <h2 id="build">Your whole integration</h2>
      <p>
        Your users bring their own keys, so you pay for no tokens and keep no secrets of theirs. The official OpenAI,
        Anthropic and Google clients work with another base URL and key.
      </p>
    </header>
    <pre className={classes['code']} tabIndex={0} aria-label="Example in TypeScript">
      {CODE}
    </pre>
    <div className={classes['actions']}>
      <ButtonLink to="/docs/$slug" params={{ slug: 'quick-start' }} variant="default">
        Read the quick start
      </ButtonLink>
    </div>
  </section>
)
