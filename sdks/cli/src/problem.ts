/** Why a command ended without what was asked for. Each kind is an exit code of its own; see README.md. */
export type ProblemKind = 'failed' | 'usage' | 'not_allowed' | 'not_found' | 'not_verified' | 'unreachable'

export const EXIT_CODES: Readonly<Record<ProblemKind, number>> = {
  failed: 1,
  usage: 2,
  not_allowed: 3,
  not_found: 4,
  not_verified: 5,
  unreachable: 6,
}

/** A failure that is told to a person as it stands. */
export class CliProblem extends Error {
  constructor(
    readonly kind: ProblemKind,
    message: string,
    /** For `--json`: what 1Relay answered, and what was found out before it failed. */
    readonly facts: {
      readonly answer?: { readonly code: string; readonly requestId: string }
      readonly result?: object
    } = {},
  ) {
    super(message)
  }
}
