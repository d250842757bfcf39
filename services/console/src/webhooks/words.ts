import type { StatusTone } from '../ui/index.js'
import type { Delivery, Webhook } from './queries.js'

type Problem = NonNullable<Delivery['lastProblem']>

/** What of a delivery says what came of it. */
export type Outcome = Pick<Delivery, 'state' | 'lastStatus' | 'lastProblem' | 'nextAttemptAt'>

const STATES: Record<Delivery['state'], { readonly tone: StatusTone; readonly word: string }> = {
  waiting: { tone: 'warning', word: 'Waiting' },
  delivered: { tone: 'good', word: 'Delivered' },
  given_up: { tone: 'problem', word: 'Given up' },
}

const PROBLEMS: Record<Problem, { readonly short: string; readonly sentence: string }> = {
  not_public: {
    short: 'Not public',
    sentence: 'Its address is not public, and nothing is sent to such any more.',
  },
  unreachable: { short: 'Not reachable', sentence: 'The server could not be reached at a public address.' },
  timed_out: { short: 'Timed out', sentence: 'The server did not answer within 10 seconds.' },
  unreadable_secret: {
    short: 'Secret unreadable',
    sentence: 'Its secret cannot be read any more. Delete this webhook and add it again.',
  },
}

/** Where it goes, as far as that can be read. */
export const addressOf = ({ url }: Webhook): string => url ?? 'an address that cannot be read any more'

/** A state in a word or two, and how good that is. */
export const stateOf = (state: Delivery['state']) => STATES[state]

/** What came of the last attempt, for a cell of a table. */
export const answerOf = ({ lastStatus, lastProblem }: Pick<Outcome, 'lastStatus' | 'lastProblem'>): string => {
  if (lastProblem !== null) return PROBLEMS[lastProblem].short
  return lastStatus === null ? 'none yet' : `Status ${lastStatus}`
}

/** What came of it, and what happens next, in whole sentences; `formatTime` says when. */
export const outcomeInWords = (outcome: Outcome, formatTime: (at: Date) => string): string =>
  [attemptInWords(outcome), nextInWords(outcome, formatTime)].filter(Boolean).join(' ')

const attemptInWords = ({ state, lastStatus, lastProblem }: Outcome): string => {
  if (lastProblem !== null) return PROBLEMS[lastProblem].sentence
  if (lastStatus === null) return ''
  if (state === 'delivered') return `The server answered ${lastStatus}.`
  return lastStatus >= 300 && lastStatus < 400
    ? `The server answered ${lastStatus}, and redirects are not followed.`
    : `The server answered ${lastStatus}.`
}

const nextInWords = ({ state, nextAttemptAt }: Outcome, formatTime: (at: Date) => string): string => {
  if (state === 'delivered') return ''
  if (state === 'given_up' || nextAttemptAt === null) return 'It is not tried again.'
  return `It is tried again at ${formatTime(new Date(nextAttemptAt))}.`
}

const SOON_MS = 60_000

/** Whether an attempt comes before a clock of minutes would count down to it, or should have come since the list was read. */
export const isSoon = (nextAttemptAt: string, now: Date): boolean => Date.parse(nextAttemptAt) - now.getTime() < SOON_MS
