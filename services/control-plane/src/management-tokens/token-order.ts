import { invalidField } from '@1relay/faults'
import { checkBudgets } from '../grants/index.js'
import { normalNetworks } from '../networks/index.js'
import type { ManagementRole, ManagementToken, ProvisionerBounds } from './management-token.js'

/** What is asked for; the contract has checked the form. */
export interface ManagementTokenOrder {
  readonly name: string
  readonly role: ManagementRole
  /** ISO 8601. */
  readonly expiresAt?: string
  readonly cidrs?: readonly string[]
  readonly methods?: readonly string[]
  readonly paths?: readonly string[]
  readonly bounds?: ProvisionerBounds
}

type Checked = Pick<ManagementToken, 'name' | 'role' | 'expiresAt' | 'cidrs' | 'methods' | 'paths' | 'bounds'>

/** What the token will be bound to, in normal form; an `invalid_request` fault if the parts do not go together. */
export const checkOrder = (order: ManagementTokenOrder, now: Date): Checked => {
  const { name, role, methods = null, paths = null, bounds } = order
  if (role === 'provisioner') {
    if (bounds === undefined) throw invalidField('/bounds', 'is what a provisioner needs')
    if (methods !== null) throw invalidField('/methods', 'is not for a provisioner: it may call one endpoint')
    if (paths !== null) throw invalidField('/paths', 'is not for a provisioner: it may call one endpoint')
  } else if (bounds !== undefined) throw invalidField('/bounds', 'is for a provisioner only')
  return {
    name,
    role,
    expiresAt: expiryOf(order, now),
    cidrs: order.cidrs === undefined ? null : normalNetworks(order.cidrs, '/cidrs'),
    methods,
    paths,
    bounds: bounds === undefined ? null : checkBounds(bounds),
  }
}

const checkBounds = (bounds: ProvisionerBounds): ProvisionerBounds => ({
  ...bounds,
  ...(bounds.budgets && { budgets: checkBudgets(bounds.budgets) }),
  ...(bounds.cidrs && { cidrs: normalNetworks(bounds.cidrs, '/bounds/cidrs') }),
})

const expiryOf = ({ expiresAt }: ManagementTokenOrder, now: Date): Date | null => {
  if (expiresAt === undefined) return null
  const date = new Date(expiresAt)
  const isUsable = date > now && date.getUTCFullYear() <= 9999
  if (!isUsable) throw invalidField('/expiresAt', 'is not a time to come')
  return date
}
