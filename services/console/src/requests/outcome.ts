import type { StatusTone } from '../ui/index.js'
import type { UsageRequest } from './queries.js'

const OUTCOMES: Record<string, { tone: StatusTone; word: string }> = {
  completed: { tone: 'good', word: 'Completed' },
  client_aborted: { tone: 'quiet', word: 'Stopped by the app' },
  upstream_failed: { tone: 'problem', word: 'Provider failed' },
  cut_off: { tone: 'warning', word: 'Cut off' },
  interrupted: { tone: 'warning', word: 'Interrupted' },
}

type Ended = Pick<UsageRequest, 'decision' | 'outcome' | 'status'>

/** What came of a call, in a word or two, and how good that is. */
export const outcomeOf = ({ decision, outcome, status }: Ended): { tone: StatusTone; word: string } => {
  if (decision === 'refused') return { tone: 'problem', word: 'Refused' }
  // A whole answer of the provider may still be an error.
  if (outcome === 'completed' && status >= 400) return { tone: 'warning', word: `Answered ${status}` }
  return OUTCOMES[outcome ?? ''] ?? { tone: 'quiet', word: String(status) }
}
