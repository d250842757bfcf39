import { oneOf, textOf } from '../search.js'

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
  ...textOf('connectionId', search['connectionId']),
  ...oneOf('owner', OWNERS, search['owner']),
  ...oneOf('status', STATES, search['status']),
  ...textOf('environment', search['environment']),
  ...textOf('q', search['q']),
})
