/**
 * Reads the environment once, into one typed object. Knows no setting of ours: each process has a config.ts that
 * names its own. Nothing else reads `process.env`.
 *
 * Invariant: a process either starts with a whole, valid configuration or stops with one sentence for each problem, all
 * at once; no sentence contains the value of a variable.
 */
export { ConfigProblem, readConfig, type Environment } from './read-config.js'
export { commaList, duration, flag, integer, jsonMap, oneOf, origin, port, text, url } from './settings.js'
export { secret, secretKeys } from './secret.js'
export { z } from 'zod'
