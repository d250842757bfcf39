/**
 * Single calls: what was asked of whom, what came of it, what it cost. In a list, and one in full.
 *
 * It shows neither prompts nor answers: nobody stores them.
 *
 * Invariant: every list is of the signed-in person alone, newest first, and can be read to its end.
 */
export { type RequestFilter, type UsageRange, filterQuery } from './filter.js'
export { reasonInWords } from './reason-in-words.js'
export { RecentRequests } from './recent-requests.js'
export { RequestList } from './request-list.js'
export { useLiveCalls } from './use-live-calls.js'
