import { formatCount } from '../ui/index.js'
import type { Limits } from './parse-terms.js'

/** `60 requests a minute, 4 at once`, or `No limits`. */
export const limitsInWords = ({ requestsPerMinute, concurrentRequests }: Limits): string => {
  const words = [
    requestsPerMinute === undefined ? undefined : `${formatCount(requestsPerMinute)} requests a minute`,
    concurrentRequests === undefined ? undefined : `${formatCount(concurrentRequests)} at once`,
  ].filter((word) => word !== undefined)
  return words.length === 0 ? 'No limits' : words.join(', ')
}
