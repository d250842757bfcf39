/**
 * What operators see: health and metrics. It takes no part in a request and exposes nothing about grants, models or callers.
 *
 * Invariant: healthy means that the next request can be admitted. Data-plane §1.
 */
export { checkHealth, type Health, type HealthOptions } from './health.service.js'
export { Metrics, type MetricsSources } from './metrics.prom.js'
