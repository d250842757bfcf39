import type { RelayKeyAnnouncement, RelayPublicKey } from '@1relay/contracts'
import { fault } from '@1relay/faults'
import { relayKeyId } from '@1relay/vault'
import type { EntityManager } from 'typeorm'
import type { PostgresRelayKeyStore } from './relay-key-store.postgres.js'

/** Knows to which keys credentials can be sealed. */
export class RelayKeys {
  constructor(
    private readonly store: PostgresRelayKeyStore,
    private readonly clock: () => Date,
  ) {}

  /** What a relay tells at its start; `invalid_request` if a key has not the id that it says, or `current` is none of them. */
  async announce(announcement: RelayKeyAnnouncement): Promise<void> {
    const { keys, current } = announcement
    for (const { keyId, publicKey } of keys) {
      // Whoever seals trusts the id to be the key's.
      if ((await idOf(publicKey)) !== keyId) throw fault('invalid_request', `relay key ${keyId} has another id`)
    }
    if (!keys.some(({ keyId }) => keyId === current))
      throw fault('invalid_request', 'the current relay key is not there')
    await this.store.replace(announcement, this.clock())
  }

  async list(): Promise<{ keys: RelayPublicKey[]; current: string | null }> {
    const keys = await this.store.list()
    const current = keys.find(({ isCurrent }) => isCurrent)?.keyId ?? null
    return { keys: keys.map(({ keyId, publicKey }) => ({ keyId, publicKey })), current }
  }

  /** The public key to seal to, 32 bytes; `relay_keys_missing` while there is none. */
  async current(): Promise<Uint8Array> {
    const [first] = await this.store.list()
    if (first?.isCurrent !== true) throw fault('relay_keys_missing', 'no relay has announced a key')
    return Buffer.from(first.publicKey, 'base64url')
  }

  /** `relay_key_unknown` for what no relay could open. */
  async assertAnnounced(keyId: string, tx: EntityManager): Promise<void> {
    if (!(await this.store.isAnnounced(keyId, tx)))
      throw fault('relay_key_unknown', 'sealed to a key that no relay has')
  }
}

const KEY_BYTES = 32

const idOf = async (publicKey: string): Promise<string | undefined> => {
  const bytes = Buffer.from(publicKey, 'base64url')
  if (bytes.length !== KEY_BYTES || bytes.toString('base64url') !== publicKey) return undefined
  return relayKeyId(bytes)
}
