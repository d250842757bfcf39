import { fault } from '@1relay/faults'
import { type Grant, statusAt } from '../grants/index.js'
import type { DisposableKey } from './disposable-key.js'
import { checkMetered, expiryOf, type KeyChange, networkOf, scopeOf } from './key-order.js'

/** The grant of a key after a change that its admin asked for, one version on; `invalid_request` for a key that has ended. */
export const changedGrant = (key: DisposableKey, grant: Grant, change: KeyChange, now: Date): Grant => {
  if (statusAt(grant, now) !== 'active') {
    throw fault('invalid_request', 'a change of an ended key', { details: [{ problem: 'it has ended' }] })
  }
  const { name, budgets, limits, expiresAt, network } = change
  const [upstream = ''] = grant.providers
  checkMetered(upstream, change)
  return {
    ...grant,
    version: grant.version + 1,
    name: name ?? grant.name,
    scope: changedScope(grant, change),
    budgets: budgets ?? grant.budgets,
    limits: limits ?? grant.limits,
    expiresAt: expiresAt === undefined ? grant.expiresAt : expiryOf(key.owner, { expiresAt }, now),
    network: network === undefined ? grant.network : networkOf(network, key, confirmedNetworks(grant)),
  }
}

const changedScope = ({ scope }: Grant, change: KeyChange): Grant['scope'] => {
  const { methods, paths, deniedQueryParameters } = change
  const models = change.models === undefined ? scope.models : change.models
  return scopeOf({
    methods: methods ?? scope.methods ?? [],
    paths: paths ?? scope.paths ?? [],
    deniedQueryParameters: deniedQueryParameters ?? scope.deniedQueryParameters ?? [],
    ...(models && { models }),
  })
}

/** Switching a policy to what it is already must not make its holder confirm everything again. */
const confirmedNetworks = ({ network }: Grant): readonly string[] => (network?.mode === 'confirm' ? network.cidrs : [])
