const codeOf = (error: unknown): string | undefined => {
  const code = (error as { code?: unknown } | null | undefined)?.code
  return typeof code === 'string' ? code : undefined
}

/** True if a unique index refused the row; with a name, only that index. */
export const isUniqueViolation = (error: unknown, constraint?: string): boolean =>
  codeOf(error) === '23505' &&
  (constraint === undefined || (error as { constraint?: unknown }).constraint === constraint)

const isRefusedFor = (error: unknown, constraint: string): boolean =>
  codeOf(error) === '23503' && (error as { constraint?: unknown }).constraint === constraint

/** True if the row was for an account that was deleted meanwhile. */
export const isAccountGone = (error: unknown): boolean => isRefusedFor(error, 'account_departed')

/** True if the row was for a workspace that was deleted meanwhile. */
export const isWorkspaceGone = (error: unknown): boolean => isRefusedFor(error, 'workspace_deleted')

/** True for deadlocks and serialisation failures: the same work may succeed a moment later. */
export const isWorthRetrying = (error: unknown): boolean => ['40001', '40P01'].includes(codeOf(error) ?? '')

// Connection exceptions (08…), too many connections, shutting down or starting up; the rest are of the socket.
const away =
  /^(08...|53300|57P01|57P02|57P03|ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ETIMEDOUT|EPIPE)$/
const awaySentence = /^(Connection terminated|timeout exceeded when trying to connect|Query read timeout)/

/** True if PostgreSQL did not answer at all, so that the caller may come back later. */
export const isDatabaseAway = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false
  if (away.test(codeOf(error) ?? '') || awaySentence.test(error.message)) return true
  if (error instanceof AggregateError) return error.errors.some(isDatabaseAway)
  const { driverError } = error as { driverError?: unknown }
  return driverError !== undefined && driverError !== error && isDatabaseAway(driverError)
}
