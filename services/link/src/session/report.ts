import type { LinkError, LinkEventMetadata, LinkMetadata } from '@1relay/link-sdk/protocol'
import { developerErrorOf, type Problem, sentenceOf } from '../api/index.js'
import { keptProviders, type LinkState, sharedKeys } from '../flow/index.js'

/** What the host page may know of the session at this moment. `linkSessionId` is the one of the page's address. */
export const metadataOf = (state: LinkState, linkSessionId: string): LinkMetadata => {
  const isDecided = ['review', 'success'].includes(state.screen)
  const { budgetCents } = state.limits
  return {
    linkSessionId,
    connectionId: state.connectionId ?? null,
    providers: [...keptProviders(state), ...sharedKeys(state).map((key) => key.provider)],
    budget: isDecided && budgetCents !== null ? { cents: budgetCents, period: 'month' } : null,
    status: statusOf(state),
  }
}

const statusOf = ({ screen, view }: LinkState): LinkMetadata['status'] => {
  if (screen === 'failed') return 'failed'
  if (screen !== 'success') return 'opened'
  return view?.update ? 'updated' : 'authorized'
}

/** What an event says beyond what the session stands at: where, when, and of which failed request. */
export const occasionOf = (
  state: LinkState,
  now: Date,
  problem?: Problem,
): Omit<LinkEventMetadata, keyof LinkMetadata> => ({
  viewName: state.screen,
  timestamp: now.toISOString(),
  requestId: problem?.requestId ?? null,
  ...(problem === undefined ? {} : { errorCode: problem.code }),
})

/** A problem as integrators get it in `onExit`. */
export const linkErrorOf = (problem: Problem): LinkError => ({
  ...developerErrorOf(problem),
  code: problem.code,
  displayMessage: sentenceOf(problem),
  requestId: problem.requestId ?? null,
})
