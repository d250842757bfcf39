import { sentenceOf } from '../../api/index.js'
import { formatDollars, isRetryable } from '../../flow/index.js'
import { MainButton, QuietButton } from '../actions.js'
import { appName, useLink } from '../context.js'
import { Step } from '../step.js'

/** Approved and handed over. Most hosts close Link before anyone reads this. */
export const Success = () => {
  const { session, state } = useLink()
  const { budgetCents } = state.limits
  const cap = budgetCents === null ? '' : `, up to $${formatDollars(budgetCents)} a month`
  return (
    <Step title="Connected" lead={`${appName(state)} can now use your AI keys${cap}. It cannot see them.`}>
      <div className="buttons">
        <MainButton onClick={() => session.leave()}>Done</MainButton>
      </div>
    </Step>
  )
}

/** Nothing more can be done here, or not before a retry. */
export const Failed = () => {
  const { session, state } = useLink()
  const { problem } = state
  return (
    <Step title="This did not work">
      <div role="alert" className="alert-place">
        <p className="lead">{problem === undefined ? '' : sentenceOf(problem)}</p>
        {problem?.requestId === undefined ? null : <p className="hint">Reference: {problem.requestId}</p>}
      </div>
      <div className="buttons">
        {problem !== undefined && isRetryable(problem) ? (
          <MainButton onClick={() => void session.open()}>Try again</MainButton>
        ) : null}
        <QuietButton onClick={() => session.leave()}>Close</QuietButton>
      </div>
    </Step>
  )
}

/** Gone; a window that the browser would not close says so. */
export const Left = () => <Step title="Closed" lead="Nothing is left here. You can close this window." />

/** Somebody opened the address by hand. */
export const NoHost = () => (
  <Step
    title="Open this from an app"
    lead="This is where you let an app use your AI keys without showing them to it. It opens by itself when an app asks; there is nothing to do here on its own."
  />
)
