import type { App } from '../apps/index.js'
import type { Grant } from '../grants/index.js'
import type { UsageParty } from './usage-party.js'

/** Name by app id. */
export const nameApps = (apps: ReadonlyMap<string, App>): ReadonlyMap<string, string> =>
  new Map([...apps].map(([id, app]) => [id, app.name]))

/** Name by grant id: an app knows its users by its own reference, a person knows apps and bots by name. */
export const nameGrants = (grants: readonly Grant[], party: UsageParty): ReadonlyMap<string, string> =>
  new Map(grants.map(({ id, name, userReference }) => [id, party.kind === 'app' ? (userReference ?? id) : name]))
