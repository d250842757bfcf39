import { call } from './api.js'
import type { Person } from './person.js'

export interface UsageRow {
  requestId: string
  connectionId: string
  decision: string
  reason: string | null
  outcome: string | null
  provider: string | null
  model: string | null
  status: number
  stream: boolean
  inputTokens: number
  outputTokens: number
  tokensFrom: string
  costMicros: number
}

/** Waits until a connection has so many usage rows, and gives them, newest first. */
export const waitForUsage = async (person: Person, connectionId: string, count = 1): Promise<UsageRow[]> => {
  for (let attempt = 0; ; attempt++) {
    const answer = await call<{ requests: UsageRow[] }>(`/v1/usage/requests?connectionId=${connectionId}`, {
      as: person.session,
    })
    const rows = answer.body.data?.requests ?? []
    if (rows.length >= count || attempt > 100) return rows
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}
