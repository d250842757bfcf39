/**
 * What people type as options, turned into what the API takes. Pure; every refusal is a CliProblem `usage` that says what would do.
 */
export { readAuth } from './auth.js'
export { readTtl } from './ttl.js'
export { splitList } from './list.js'
export { readKeyName, type KeyName } from './key-name.js'
