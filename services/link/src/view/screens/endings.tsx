import { sentenceOf, type Problem } from '../../api/index.js'
import { formatDollars, isRetryable } from '../../flow/index.js'
import { MainButton, QuietButton } from '../actions.js'
import { appName, useLink } from '../context.js'
import { AlertIcon, CheckIcon, LockIcon } from '../icons.js'
import { RequestId } from '../problem-note.js'
import { Ending } from '../step.js'

/** Approved and handed over. Most hosts close Link before anyone reads this. */
export const Success = () => {
  const { session, state } = useLink()
  const { budgetCents } = state.limits
  const cap = budgetCents === null ? '' : `, up to $${formatDollars(budgetCents)} a month`
  const app = appName(state)
  return (
    <Ending
      title={state.view?.update ? 'Connection changed' : 'Connected'}
      lead={`${app} can now use your AI keys${cap}. It cannot see them.`}
      tone="good"
      icon={<CheckIcon size={32} />}
      buttons={
        <MainButton onClick={() => session.leave()}>{isReturning(state) ? `Back to ${app}` : 'Done'}</MainButton>
      }
    />
  )
}

/** Nothing more can be done here, or not before a retry: what happened, what to do, and what support needs. */
export const Failed = () => {
  const { session, state } = useLink()
  const { problem } = state
  const leave = () => session.leave()
  const canRetry = problem !== undefined && isRetryable(problem)
  return (
    <Ending
      title={titleOf(problem)}
      tone="problem"
      icon={<AlertIcon size={30} />}
      buttons={
        <>
          {canRetry ? <MainButton onClick={() => void session.open()}>Try again</MainButton> : null}
          {canRetry ? <QuietButton onClick={leave}>Close</QuietButton> : <MainButton onClick={leave}>Close</MainButton>}
        </>
      }
    >
      <div role="alert" className="alert-place">
        <p className="lead">{problem === undefined ? '' : sentenceOf(problem)}</p>
        {problem === undefined ? null : <RequestId problem={problem} />}
      </div>
    </Ending>
  )
}

/** Gone; a window that the browser would not close says so. */
export const Left = () => (
  <Ending title="Closed" lead="Nothing is left here. You can close this window." icon={<LockIcon size={28} />} />
)

/** Somebody opened the address by hand. */
export const NoHost = () => (
  <Ending
    title="Open this from an app"
    lead="This is where you let an app use your AI keys without showing them to it. It opens by itself when an app asks; there is nothing to do here on its own."
    icon={<LockIcon size={28} />}
  />
)

const isReturning = (state: ReturnType<typeof useLink>['state']): boolean => state.frame.mode === 'redirect'

const titleOf = (problem: Problem | undefined): string => {
  switch (problem?.code) {
    case 'link_session_expired':
      return 'This link has expired'
    case 'link_session_used':
      return 'This link was already used'
    case 'invalid_token':
    case 'not_found':
    case 'wrong_session':
      return 'This link is not valid'
    case 'origin_not_registered':
      return 'This website may not ask'
    case 'wrong_account':
      return 'Another account made this'
    case 'connection_ended':
      return 'This connection has ended'
    case 'test_app':
      return 'This app is not open yet'
    case 'network':
      return 'No connection to 1Relay'
    default:
      return 'This did not work'
  }
}
