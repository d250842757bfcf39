/** What came back from a provider, or from the relay in its place. */
export interface RelayAnswer {
  readonly status: number
  /** The code of a refusal by 1Relay itself; undefined when the provider answered. */
  readonly refusal: string | undefined
}

/**
 * The relay, as this page needs it: one GET with a token.
 *
 * MUST send the token to the relay's origin only, in a header; MUST settle, with undefined when nothing answered; MUST NOT
 * keep or hand on what the provider's answer says beyond its status.
 */
export interface Relay {
  get(call: {
    path: string
    headers: Readonly<Record<string, string>>
    token: string
  }): Promise<RelayAnswer | undefined>
}
