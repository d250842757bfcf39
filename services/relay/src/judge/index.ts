/**
 * Decides whether a grant covers a request: expiry, prefix, method, path, query, model. It looks nothing up, counts nothing
 * (admit/) and knows no upstream address (egress/).
 *
 * Invariant: pure and default-deny; what it judged is what is forwarded. Data-plane §1.4.
 */
export { matchesPathGlob, matchesWildcard } from './glob.js'
export { judgeHead, judgeModel, type RequestHead } from './judge.js'
export { ALLOWED, hiddenRefusal, refusal, type Verdict } from './verdict.js'
