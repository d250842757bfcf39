/** What a provider says of a key. */
export type ProbeVerdict = 'accepted' | 'rejected' | 'unreachable'

/** A key that is to be tried. */
export interface Probe {
  /** Slug of the catalogue or a custom origin. */
  readonly upstream: string
  readonly key: string
}

/**
 * Tries a key at its upstream. MUST send it nowhere else, MUST leave nothing of it behind, and MUST answer `unreachable` where it is not clear
 * what the provider thinks of it.
 */
export type ProbeKey = (probe: Probe) => Promise<ProbeVerdict>
