import { type PresentedCall, presentCall } from '../usage-reports/index.js'
import { rowOfEvent } from './row-of-event.js'
import type { OwnedEvent } from './usage-store.port.js'

/** What a person's open pages are told: calls as they are shown. */
export interface UsageNews {
  readonly calls: readonly PresentedCall[]
}

/** News of these events for each account that they belong to. */
export const newsOf = (stored: readonly OwnedEvent[]): ReadonlyMap<string, UsageNews> => {
  const calls = new Map<string, PresentedCall[]>()
  for (const owned of stored) {
    if (owned.ownerId === null) continue
    const theirs = calls.get(owned.ownerId) ?? []
    theirs.push(presentCall(rowOfEvent(owned)))
    calls.set(owned.ownerId, theirs)
  }
  return new Map([...calls].map(([ownerId, theirs]) => [ownerId, { calls: theirs }]))
}
