import { type Budget, findProvider, type GrantLimits, type GrantScope, type NetworkPolicy } from '@1relay/contracts'
import { invalidField } from '@1relay/faults'
import { acceptEmail } from '../accounts/index.js'
import { checkBudgets } from '../grants/index.js'
import { normalNetworks } from '../networks/index.js'
import type { KeyOwner } from './disposable-key.js'
import { problemOfPathGlob } from './path-glob.js'

/** From where a key may be used, as callers say it. */
export interface NetworkOrder {
  readonly mode: 'any' | 'allowlist' | 'confirm'
  readonly cidrs?: readonly string[]
}

/** What is asked for; the contract has checked the form. */
export interface KeyOrder {
  readonly connectionId: string
  readonly name: string
  readonly owner: KeyOwner
  readonly holderEmail?: string
  readonly environment?: string
  readonly methods: readonly string[]
  readonly paths: readonly string[]
  readonly deniedQueryParameters?: readonly string[]
  readonly models?: readonly string[]
  readonly ttlSeconds?: number
  /** ISO 8601; null: never. */
  readonly expiresAt?: string | null
  readonly limits?: GrantLimits
  readonly budgets?: readonly Budget[]
  readonly network?: NetworkOrder
}

/** What an admin may change of a key that lives. */
export interface KeyChange {
  readonly name?: string
  readonly environment?: string | null
  readonly methods?: readonly string[]
  readonly paths?: readonly string[]
  readonly deniedQueryParameters?: readonly string[]
  readonly models?: readonly string[] | null
  readonly expiresAt?: string | null
  readonly limits?: GrantLimits
  readonly budgets?: readonly Budget[]
  readonly network?: NetworkOrder
}

const YEAR_MS = 365 * 86_400_000

/** When the key ends, or null for never, which only applications may have. */
export const expiryOf = (
  owner: KeyOwner,
  { ttlSeconds, expiresAt }: Pick<KeyOrder, 'ttlSeconds' | 'expiresAt'>,
  now: Date,
): Date | null => {
  if ((ttlSeconds === undefined) === (expiresAt === undefined)) {
    throw invalidField('/expiresAt', 'or /ttlSeconds: send exactly one of both')
  }
  if (ttlSeconds !== undefined) return new Date(now.getTime() + ttlSeconds * 1000)
  if (typeof expiresAt !== 'string') {
    if (owner === 'application') return null
    throw invalidField('/expiresAt', 'is needed: only the keys of applications may live for ever')
  }
  const ms = Date.parse(expiresAt) - now.getTime()
  // NaN compares as neither.
  if (!(ms > 0 && ms <= YEAR_MS)) throw invalidField('/expiresAt', 'is not a time within the next year')
  return new Date(expiresAt)
}

/** Who holds the key, if it is somebody's. */
export const holderOf = ({ owner, holderEmail }: Pick<KeyOrder, 'owner' | 'holderEmail'>): string | null => {
  if (holderEmail === undefined) {
    if (owner === 'person') throw invalidField('/holderEmail', 'is needed for the key of a person')
    return null
  }
  if (owner !== 'person' && owner !== 'vendor') throw invalidField('/holderEmail', 'is for people and vendors')
  return acceptEmail(holderEmail, '/holderEmail')
}

/**
 * The network policy; null for any. Undefined asks for the default: people confirm new networks, all others come from anywhere.
 * `known`: networks that were confirmed before, which stay.
 */
export const networkOf = (
  asked: NetworkOrder | undefined,
  holder: { readonly owner: KeyOwner; readonly holderEmail: string | null },
  known: readonly string[] = [],
): NetworkPolicy | null => {
  const { mode, cidrs } = asked ?? { mode: holder.owner === 'person' ? 'confirm' : 'any' }
  if (mode !== 'allowlist' && cidrs !== undefined) throw invalidField('/network/cidrs', 'is for an allowlist')
  switch (mode) {
    case 'any':
      return null
    case 'confirm':
      if (holder.holderEmail === null) throw invalidField('/network/mode', 'takes a holderEmail to ask')
      return { mode, cidrs: [...known] }
    case 'allowlist':
      if (cidrs === undefined || cidrs.length === 0) throw invalidField('/network/cidrs', 'is needed for an allowlist')
      return { mode, cidrs: normalNetworks(cidrs, '/network/cidrs') }
  }
}

/** The scope, which never lacks methods and paths: without them a grant would allow all. */
export const scopeOf = (
  order: Pick<KeyOrder, 'methods' | 'paths' | 'deniedQueryParameters' | 'models'>,
): GrantScope => {
  const { methods, paths, deniedQueryParameters = [], models } = order
  if (methods.length === 0 || paths.length === 0) throw invalidField('/paths', 'and /methods must name something')
  for (const [i, glob] of paths.entries()) {
    const problem = problemOfPathGlob(glob)
    if (problem !== undefined) throw invalidField(`/paths/${i}`, problem)
  }
  return {
    methods: [...methods],
    paths: [...paths],
    ...(deniedQueryParameters.length > 0 && { deniedQueryParameters: [...deniedQueryParameters] }),
    ...(models !== undefined && { models: [...models] }),
  }
}

/** Budgets and models of an upstream that relays can neither price nor read would be promises that nobody keeps. */
export const checkMetered = (
  upstream: string,
  { budgets = [], models }: { readonly budgets?: readonly Budget[]; readonly models?: readonly string[] | null },
): void => {
  checkBudgets(budgets)
  if (findProvider(upstream) !== undefined) return
  if (budgets.length > 0)
    throw invalidField('/budgets', 'are for providers of the catalogue: what other APIs cost is not known')
  if (models) throw invalidField('/models', 'are for providers of the catalogue')
}
