import type { ReactNode } from 'react'
import { currentLimits, formatDollars, keptProviders, sharedKeys } from '../../flow/index.js'
import { MainButton, QuietButton } from '../actions.js'
import { appName, useLink } from '../context.js'
import { AlertIcon, CheckIcon } from '../icons.js'
import { ProblemNote } from '../problem-note.js'
import { nameOf, providerName } from '../provider-choice.js'
import { Step } from '../step.js'

/** Step 5: everything once more, in plain words. */
export const Review = () => {
  const { session, state } = useLink()
  const app = appName(state)
  const { budgetCents } = state.limits
  return (
    <Step title="Review and approve" lead={`This is what ${app} gets. Nothing is shared before you approve.`}>
      <ProblemNote />
      <Summary />
      {budgetCents === null ? (
        <p className="note note-warning">
          <AlertIcon />
          <span>You chose no cap: {app} can spend whatever your provider account allows.</span>
        </p>
      ) : null}
      <ul className="promises" aria-label={`What ${app} cannot do`}>
        <Promise>It never sees your keys: they are sealed here and used inside 1Relay only.</Promise>
        <Promise>
          {budgetCents === null
            ? 'It can use no other key of yours.'
            : 'It cannot pass the budget, or use any other key.'}
        </Promise>
        <Promise>You can end this any time, and it ends at once.</Promise>
      </ul>
      <div className="buttons">
        <MainButton onClick={() => void session.consent.approve()}>Approve</MainButton>
        <QuietButton onClick={() => session.navigate.goBack()}>Back</QuietButton>
      </div>
    </Step>
  )
}

const Summary = () => {
  const { state } = useLink()
  const { budgetCents, requestsPerMinute } = state.limits
  const before = state.view && currentLimits(state.view)
  return (
    <dl className="summary">
      <Row name="App">
        {appName(state)}
        {state.view?.app.origins.map((origin) => (
          <small key={origin}>{origin}</small>
        ))}
      </Row>
      <Row name="Keys">
        <KeyList />
      </Row>
      <Row name="Budget">
        {inBudget(budgetCents)}
        {before !== undefined && before.budgetCents !== budgetCents ? (
          <small>Before: {inBudget(before.budgetCents).toLowerCase()}</small>
        ) : null}
      </Row>
      <Row name="Pace">
        {requestsPerMinute === null ? 'No limit on requests' : `At most ${requestsPerMinute} requests a minute`}
      </Row>
      {state.view?.models ? <Row name="Models">Only {state.view.models.join(', ')}</Row> : null}
    </dl>
  )
}

const Row = ({ name, children }: { name: string; children: ReactNode }) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
)

const Promise = ({ children }: { children: ReactNode }) => (
  <li>
    <CheckIcon /> <span>{children}</span>
  </li>
)

const inBudget = (cents: number | null): string =>
  cents === null ? 'No monthly cap' : `At most $${formatDollars(cents)} a month`

const KeyList = () => {
  const { state } = useLink()
  const name = (provider: string) => providerName(provider, state.providers)
  return (
    <ul>
      {keptProviders(state).map((slug) => (
        <li key={slug}>{name(slug)}: the key that it uses now</li>
      ))}
      {sharedKeys(state).map((key) => (
        <li key={`${key.provider} ${key.label}`}>
          {name(key.provider)}: {nameOf(key).replace(/^Y/, 'y')}
        </li>
      ))}
    </ul>
  )
}
