import { ERRORS, type ErrorCode } from '@1relay/contracts'
import { sentenceOf as custodySentenceOf } from '@1relay/custody'
import type { LinkProblemCode, Problem } from './problem.js'

/** What is said differently here than elsewhere: the way out leads through the app that opened Link. */
const OWN: Readonly<Partial<Record<ErrorCode, string>> & Record<LinkProblemCode, string>> = {
  wrong_session: 'This page was opened for another session. Close it and start again in the app.',
  origin_not_registered: 'The website that opened this page is not registered for the app.',
  no_way_back:
    'The app did not say where to return to, so nothing could be handed over. Go back to it and tell its makers.',
  wrong_account: 'This connection belongs to another 1Relay account. Sign in with the one that made it.',
  connection_ended: 'The connection that the app wanted to change has ended. Go back to the app and connect again.',
  test_app: 'This app is still being tested: only its developer can connect to it.',
  invalid_token: 'This link is not valid any more. Go back to the app and start again.',
  not_found: 'This link is not valid any more. Go back to the app and start again.',
  link_session_expired: 'This link has expired. Go back to the app and start again.',
  link_session_used: 'This link has already been used. Go back to the app and start again.',
}

/** One sentence or two for the person. */
export const sentenceOf = (problem: Problem): string => custodySentenceOf(problem, OWN)

/** What a developer is told: kind and sentence of the catalogue, or of this page's own. */
export const developerErrorOf = (problem: Problem): { type: string; message: string } => {
  const entry = ERRORS[problem.code as ErrorCode] as { type: string; message: string } | undefined
  return entry ? { type: entry.type, message: entry.message } : { type: 'link_error', message: sentenceOf(problem) }
}
