import { formatDollars, sharedKeys } from '../../flow/index.js'
import { MainButton, QuietButton } from '../actions.js'
import { appName, useLink } from '../context.js'
import { ProblemNote } from '../problem-note.js'
import { nameOf } from '../provider-choice.js'
import { Step } from '../step.js'

/** Step 5: everything once more, in plain words. */
export const Review = () => {
  const { session, state } = useLink()
  const app = appName(state)
  const { budgetCents, requestsPerMinute } = state.limits
  const models = state.view?.models
  return (
    <Step title="Review and approve" count={5}>
      <ProblemNote />
      <dl className="summary">
        <dt>App</dt>
        <dd>
          {app}
          {state.view?.app.origins.map((origin) => (
            <small key={origin}>{origin}</small>
          ))}
        </dd>
        <dt>Keys</dt>
        <dd>
          <KeyList />
        </dd>
        <dt>Budget</dt>
        <dd>{budgetCents === null ? 'No monthly cap' : `At most $${formatDollars(budgetCents)} a month`}</dd>
        <dt>Pace</dt>
        <dd>
          {requestsPerMinute === null ? 'No limit on requests' : `At most ${requestsPerMinute} requests a minute`}
        </dd>
        {models ? (
          <>
            <dt>Models</dt>
            <dd>Only {models.join(', ')}</dd>
          </>
        ) : null}
      </dl>
      <h2>What {app} cannot do</h2>
      <ul className="cannot">
        <li>See your keys: they are sealed here and used inside 1Relay only.</li>
        <li>
          {budgetCents === null
            ? 'Use any other key of yours.'
            : 'Spend more than the budget, or use any other key of yours.'}
        </li>
        <li>Keep access when you revoke it. You can do so any time, and it ends at once.</li>
      </ul>
      {budgetCents === null ? (
        <p className="note note-warning">You chose no cap: {app} can spend whatever your provider account allows.</p>
      ) : null}
      <div className="buttons">
        <MainButton onClick={() => void session.approve()}>Approve</MainButton>
        <QuietButton onClick={() => session.navigate.goBack()}>Back</QuietButton>
      </div>
    </Step>
  )
}

const KeyList = () => {
  const { state } = useLink()
  const providerName = (provider: string) => state.providers.find(({ slug }) => slug === provider)?.name
  return (
    <ul>
      {sharedKeys(state).map((key) => {
        const name = providerName(key.provider)
        return (
          <li key={`${key.provider} ${key.label}`}>
            {name === undefined ? nameOf(key) : `${name}: ${nameOf(key).replace(/^Y/, 'y')}`}
          </li>
        )
      })}
    </ul>
  )
}
