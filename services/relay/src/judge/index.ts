/**
 * Decides whether a grant covers a request: expiry, prefix, network, page, method, path, query, model. It looks nothing up, counts
 * nothing (admit/), asks nobody about a new network (grants/) and knows no upstream address (egress/).
 *
 * Invariant: pure and default-deny; what it judged is what is forwarded. Data-plane §1.4.
 */
export { matchesPathGlob, matchesWildcard } from './glob.js'
export { judgeHead, judgeModel, judgeToken, type RequestHead } from './judge.js'
export { judgeNetwork, type NetworkVerdict } from './network.js'
export { allowsOrigin } from './origin.js'
export { ALLOWED, hiddenRefusal, refusal, type Verdict } from './verdict.js'
