import type { Budget } from '@1relay/contracts'
import type { TokenUse, WorkspaceActor } from '../edge/index.js'
import { networkContains, networkOf, parseAddress, parseNetwork } from '../networks/index.js'
import { coversGlob } from './path-glob.js'

/** What a token may do in its workspace: as a member of that role, or mint keys within bounds. */
export type ManagementRole = 'admin' | 'viewer' | 'provisioner'

/** What a provisioner can never exceed. What is absent is not limited. */
export interface ProvisionerBounds {
  readonly connectionIds: readonly string[]
  readonly methods: readonly string[]
  readonly paths: readonly string[]
  readonly ttlSecondsMax: number
  /** Keys of it that may be live at once. */
  readonly liveKeysMax: number
  readonly requestsPerMinuteMax?: number
  readonly concurrentRequestsMax?: number
  readonly budgets?: readonly Budget[]
  /** Its keys work from these networks, or a part of them, only. */
  readonly cidrs?: readonly string[]
  readonly deniedQueryParameters?: readonly string[]
}

export interface ManagementToken {
  readonly id: string
  readonly workspaceId: string
  readonly name: string
  readonly role: ManagementRole
  /** SHA-256 of the auth half, base64url. */
  readonly verifier: string
  /** Networks from which it may be used, in normal form; null: from anywhere. */
  readonly cidrs: readonly string[] | null
  /** Null: all that its role may. */
  readonly methods: readonly string[] | null
  /** Globs over paths of our own API; null: all that its role may. */
  readonly paths: readonly string[] | null
  /** Of a provisioner, and of nobody else. */
  readonly bounds: ProvisionerBounds | null
  readonly createdBy: WorkspaceActor
  readonly createdAt: Date
  readonly expiresAt: Date | null
  readonly lastUsedAt: Date | null
  readonly revokedAt: Date | null
}

/** How a token stands at `now`. */
export const standingAt = (
  { revokedAt, expiresAt }: Pick<ManagementToken, 'revokedAt' | 'expiresAt'>,
  now: Date,
): 'active' | 'revoked' | 'expired' => {
  if (revokedAt !== null) return 'revoked'
  return expiresAt !== null && expiresAt <= now ? 'expired' : 'active'
}

// Every path of our API is made of these. Anything else (an escape above all) could be read as another path by whoever routes it.
const PLAIN_PATH = /^(?:\/(?!\.{1,2}(?:\/|$))[A-Za-z0-9._~-]+)+$/

/** Whether a live token may be used like this; the first refusal counts. What its role may is not judged here. */
export const judgeUse = (
  { cidrs, methods, paths }: Pick<ManagementToken, 'cidrs' | 'methods' | 'paths'>,
  { method, path, ip }: TokenUse,
): 'allowed' | 'network_not_allowed' | 'method_not_allowed' | 'path_not_allowed' => {
  if (cidrs !== null && !isWithin(cidrs, ip)) return 'network_not_allowed'
  if (methods !== null && !methods.includes(method)) return 'method_not_allowed'
  const isInScope = paths === null || (PLAIN_PATH.test(path) && paths.some((glob) => coversGlob(glob, path)))
  return isInScope ? 'allowed' : 'path_not_allowed'
}

const isWithin = (cidrs: readonly string[], ip: string | null): boolean => {
  const address = ip === null ? undefined : parseAddress(ip)
  if (address === undefined) return false
  const one = networkOf(address, address.family === 4 ? 32 : 128)
  return cidrs.some((cidr) => {
    const network = parseNetwork(cidr)
    return network !== undefined && networkContains(network, one)
  })
}
