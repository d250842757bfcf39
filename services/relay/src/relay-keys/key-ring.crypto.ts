import type { RelayKeyAnnouncement, RelayPublicKey } from '@1relay/contracts'
import { privateKeyOf, rawPublicKey, relayKeyIdOf, type RecipientKey } from '../open/index.js'

const MISSED_MAX = 100

/** The relay's key pairs by id. Private keys are held by OpenSSL, outside the JavaScript heap, and never come out again. */
export class KeyRing {
  private readonly keys = new Map<string, RecipientKey>()
  private currentId: string | undefined
  private readonly missed = new Set<string>()

  /** `onMissing` is told of each key once that is asked for in vain. */
  constructor(private readonly onMissing: (keyId: string) => void = () => undefined) {}

  /** Takes raw private keys, the current one first, and wipes them. */
  load(raw: readonly Buffer[]): void {
    for (const bytes of raw) {
      const privateKey = privateKeyOf(bytes)
      bytes.fill(0)
      const publicKey = rawPublicKey(privateKey)
      const keyId = relayKeyIdOf(publicKey)
      this.keys.set(keyId, { publicKey, privateKey })
      this.currentId ??= keyId
    }
  }

  /** The pair that opens what was sealed to `keyId`. */
  find(keyId: string): RecipientKey | undefined {
    const key = this.keys.get(keyId)
    if (key === undefined && this.missed.size < MISSED_MAX && !this.missed.has(keyId)) {
      this.missed.add(keyId)
      this.onMissing(keyId)
    }
    return key
  }

  /** The public key to which new seals are made; undefined while there is none. */
  get current(): RelayPublicKey | undefined {
    return this.publicKeys().find(({ keyId }) => keyId === this.currentId)
  }

  /** What the control plane is told; undefined while there is no key. */
  get announcement(): RelayKeyAnnouncement | undefined {
    return this.currentId === undefined ? undefined : { keys: this.publicKeys(), current: this.currentId }
  }

  private publicKeys(): RelayPublicKey[] {
    return [...this.keys].map(([keyId, { publicKey }]) => ({ keyId, publicKey: publicKey.toString('base64url') }))
  }
}
