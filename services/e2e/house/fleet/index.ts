/**
 * A house of one suite's own that may be broken: several relay processes, the control plane, a Redis that can be killed, a way to
 * PostgreSQL that can be closed, and an upstream that keeps its own accounting. It does not start browsers or the Link page.
 * Whoever starts a fleet stops it. What it is used to show is data-plane.md, sections 2 and 3.
 */
export { ask, codeOf, isWhole, open, type Opened, type Question, type Reply } from './ask.js'
export { eventually, until } from './eventually.js'
export { Fleet, REDIS_KINDS, type Pot, type UsageRecord } from './fleet.js'
export { makeCappedPerson, makeSpender, type Spender } from './spender.js'
