import type { Holder } from './trust.js'

/** A key that its holder may use from confirmed networks only. */
export interface HeldKey {
  readonly holder: Holder
  readonly keyName: string
  /** Name of the protected key. */
  readonly integration: string
  readonly workspaceName: string
  /** Networks from which its current version may be used. */
  readonly networks: readonly string[]
  /** Relays are known to have its current version. */
  readonly isProjected: boolean
}

/** What trusted addresses need to know of keys. */
export interface HeldKeys {
  /** MUST be undefined for a key that is not live, has no holder, or does not ask for confirmation. */
  find(keyId: string): Promise<HeldKey | undefined>
  /** Names of a key, whatever became of it; undefined if there never was one. */
  describe(keyId: string): Promise<Pick<HeldKey, 'keyName' | 'integration' | 'workspaceName'> | undefined>
}
