import type { GrantPrefix, LiveGrant, RelaySealedCredential, UpstreamAuth } from '@1relay/contracts'
import {
  formatToken,
  makeConnectionId,
  makeHalf,
  makeId,
  makeRelayKeyPair,
  relayKeyId,
  sealProtectedKey,
  verifier,
  type RelayKeyPair,
} from '@1relay/vault'
import type { Granted, Harness } from './harness.js'

/** A relay's key pair as tests need it. */
export interface TestRelayKey extends RelayKeyPair {
  readonly keyId: string
  /** The private key as RELAY_PRIVATE_KEYS has it. */
  readonly text: string
}

export const makeTestRelayKey = async (): Promise<TestRelayKey> => {
  const pair = await makeRelayKeyPair()
  return {
    ...pair,
    keyId: await relayKeyId(pair.publicKey),
    text: Buffer.from(pair.privateKey).toString('base64url'),
  }
}

export interface ProtectedSpec {
  readonly key: TestRelayKey
  readonly upstream: string
  readonly auth: UpstreamAuth
  readonly secret: string
  readonly connectionId?: string
  /** The workspace that is sealed with the credential; the grant's ledger unless it is given. */
  readonly sealedFor?: string
  readonly prefix?: Extract<GrantPrefix, `rk_${string}`>
  readonly grant?: Partial<LiveGrant>
}

export interface Protected extends Granted {
  readonly connectionId: string
  readonly sealed: RelaySealedCredential
}

/** Seals a key to the relay as a browser does, and issues a disposable key on it as the control plane does. */
export const protect = async (harness: Harness, spec: ProtectedSpec): Promise<Protected> => {
  const { key, upstream, auth, connectionId = makeConnectionId(), prefix = 'rk_app' } = spec
  const id = makeId()
  const ledgerId = spec.grant?.ledgerId ?? `test-${id}`
  const sealed: RelaySealedCredential = {
    custody: 'relay',
    upstream,
    ownerId: connectionId,
    ...(await sealProtectedKey({
      publicKey: key.publicKey,
      connectionId,
      upstream,
      terms: { workspaceId: spec.sealedFor ?? ledgerId, auth },
      secret: new TextEncoder().encode(spec.secret),
    })),
  }
  const auth43 = makeHalf()
  const grant: LiveGrant = {
    status: 'live',
    id,
    version: 1,
    prefix,
    verifier: await verifier(auth43),
    ledgerId,
    expiresAt: null,
    credentials: [sealed],
    scope: { methods: ['GET', 'POST'], paths: ['/**'] },
    limits: {},
    budgets: [],
    ...spec.grant,
  }
  await harness.project(grant)
  return { token: formatToken({ prefix, id, auth: auth43 }), grant, connectionId, sealed }
}
