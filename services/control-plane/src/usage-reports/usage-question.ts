import { invalidField } from '@1relay/faults'
import { parseClientId } from '@1relay/vault'
import { rangeOf } from './range.js'
import type { UsageParty } from './usage-party.js'
import type { CallFilter, StatusClass, UsageFilter } from './usage-reader.port.js'

/** The query parameters that all reports share, as the contract has checked them. */
export interface UsageQuestion {
  readonly from?: string
  readonly to?: string
  readonly timeZone?: string
  readonly connectionId?: string
  readonly clientId?: string
  readonly provider?: string
  readonly model?: string
}

/** Those of lists of calls. */
export interface CallQuestion extends UsageQuestion {
  readonly decision?: 'allowed' | 'refused'
  readonly outcome?: string
  readonly statusClass?: StatusClass
}

/** What the party asks for, and nothing of anybody else. */
export const filterOf = (party: UsageParty, question: UsageQuestion, now: Date): UsageFilter => {
  const { from, to, timeZone, connectionId, clientId, provider, model } = question
  const tenant = party.kind === 'account' ? { ownerId: party.accountId } : { appId: party.appId }
  return {
    tenant,
    ...rangeOf({ from, to, timeZone }, now),
    ...(connectionId !== undefined && { connectionId }),
    ...(clientId !== undefined && { appId: appIdOf(clientId) }),
    ...(provider !== undefined && { provider }),
    ...(model !== undefined && { model }),
  }
}

export const callFilterOf = (party: UsageParty, question: CallQuestion, now: Date): CallFilter => {
  const { decision, outcome, statusClass } = question
  return {
    ...filterOf(party, question, now),
    ...(decision && { decision }),
    ...(outcome && { outcome }),
    ...(statusClass && { statusClass }),
  }
}

const appIdOf = (clientId: string): string => {
  const parsed = parseClientId(clientId)
  if (!parsed.ok) throw invalidField('clientId', 'is no client id')
  return parsed.id
}
