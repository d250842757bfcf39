import { StatusBadge } from '../ui/index.js'
import { outcomeOf } from './outcome.js'
import type { UsageRequest } from './queries.js'

/** What came of a call. */
export const OutcomeBadge = ({ request }: { request: UsageRequest }) => {
  const { tone, word } = outcomeOf(request)
  return <StatusBadge tone={tone}>{word}</StatusBadge>
}
