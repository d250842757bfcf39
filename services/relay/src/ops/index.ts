/**
 * What operators see, and what keeps the process up: health, metrics, and when to turn calls away. It ends no call that is open and
 * exposes nothing about grants, models or callers.
 *
 * Invariant: healthy means that the next request can be admitted; a process that is about to give in takes no more. Data-plane §1, §5.
 */
export { checkHealth, type Health, type HealthOptions } from './health.service.js'
export { LoadWatch } from './load-watch.process.js'
export { Metrics, type MetricsSources } from './metrics.prom.js'
export type { Overload } from './overload.js'
