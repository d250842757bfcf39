/**
 * The control plane as the pages ask it: the contract's typed client, and what came of a call as data or a thrown problem.
 *
 * It holds nothing: the session is an HttpOnly cookie, and answers are kept by the query cache alone.
 *
 * Invariant: a call that did not bring what the contract promises ends as a ProblemError with a code, never as a half answer.
 */
export { ACCOUNT_KEY, type Account, accountQuery } from './account.js'
export { type ApiClient, makeClient } from './client.js'
export { pagedQuery, type PageQuery, readAll } from './paged.js'
export { fieldProblemIn, isProblem, ProblemError, problemIn, read, unwrap } from './read.js'
export { type Provider, providersQuery } from './providers.js'
export { type Workspace, WORKSPACES_KEY, workspacesQuery } from './workspaces.js'
