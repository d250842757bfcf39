/**
 * Usage as it happens: one stream of server-sent events while a page that shows spend is open.
 *
 * It draws nothing but whether it is live.
 *
 * Invariant: what comes in lands in the query cache under the ids of the signed-in person; a break is mended, and then
 * everything is asked for again, so that nothing that came in between is missing.
 */
export { LiveBadge } from './live-badge.js'
export { type LiveState, useLiveUsage } from './use-live-usage.js'
export { type GrantNews, openUsageStream, type UsageRequest } from './usage-stream.browser.js'
