import { developerErrorOf, type Problem, sentenceOf } from '../api/index.js'
import { type LinkState, sharedKeys } from '../flow/index.js'
import type { LinkError, LinkMetadata } from '../host/index.js'

/** What the host page may know of the session at this moment. `linkSessionId` is the one of the page's address. */
export const metadataOf = (state: LinkState, linkSessionId: string): LinkMetadata => {
  const isDecided = ['review', 'success'].includes(state.screen)
  const { budgetCents } = state.limits
  return {
    linkSessionId,
    connectionId: state.connectionId ?? null,
    providers: sharedKeys(state).map((key) => key.provider),
    budget: isDecided && budgetCents !== null ? { cents: budgetCents, period: 'month' } : null,
    status: state.screen === 'success' ? 'authorized' : state.screen === 'failed' ? 'failed' : 'opened',
  }
}

/** A problem as integrators get it in `onExit`. */
export const linkErrorOf = (problem: Problem): LinkError => ({
  ...developerErrorOf(problem),
  code: problem.code,
  displayMessage: sentenceOf(problem),
  requestId: problem.requestId ?? null,
})
