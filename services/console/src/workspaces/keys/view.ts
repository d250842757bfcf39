import { CONNECTION_ID, oneOf, textLike, textOf } from '../search.js'

export const OWNERS = ['application', 'agent', 'person', 'vendor', 'delegated'] as const
export const STATES = ['active', 'revoked', 'expired'] as const

export type Owner = (typeof OWNERS)[number]
export type KeyState = (typeof STATES)[number]

/** What the list is narrowed to, as the address says it. What is missing is not narrowed. */
export interface KeysView {
  readonly connectionId?: string
  readonly owner?: Owner
  readonly status?: KeyState
  readonly environment?: string
  readonly q?: string
}

/** Reads an address that anybody may have written: what makes no sense is left out. */
export const parseKeysView = (search: Record<string, unknown>): KeysView => ({
  ...textLike('connectionId', CONNECTION_ID, search['connectionId']),
  ...oneOf('owner', OWNERS, search['owner']),
  ...oneOf('status', STATES, search['status']),
  ...textLike('environment', /^[a-z0-9][a-z0-9._-]{0,29}$/, lowerCase(search['environment'])),
  ...textOf('q', search['q']),
})

const lowerCase = (value: unknown): unknown => (typeof value === 'string' ? value.toLowerCase() : value)
