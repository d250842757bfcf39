/** What a challenge was made for. */
export type ChallengeUse = { readonly for: 'adding'; readonly accountId: string } | { readonly for: 'signing_in' }

/** Challenges that were handed out and have not come back. */
export interface Challenges {
  /** MUST forget it after `lifetimeMs`. */
  put(challenge: string, use: ChallengeUse, lifetimeMs: number): Promise<void>
  /** MUST give it to one caller only, under any concurrency; undefined if it is unknown or too old. */
  take(challenge: string): Promise<ChallengeUse | undefined>
}
