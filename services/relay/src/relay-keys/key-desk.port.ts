import type { RelayKeyAnnouncement, RelaySealedCredential, ResealQuery, ResealResult } from '@1relay/contracts'

/** What the relay tells and asks the control plane about its keys. Every method MUST reject if it did not get through. */
export interface KeyDesk {
  announce(announcement: RelayKeyAnnouncement): Promise<void>
  /** Credentials that are sealed to other keys than the current one; none: there is nothing to do. */
  waiting(query: ResealQuery): Promise<readonly RelaySealedCredential[]>
  replace(result: ResealResult): Promise<void>
}
