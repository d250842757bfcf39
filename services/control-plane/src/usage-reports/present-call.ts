import { formatClientId } from '@1relay/vault'
import type { UsageRow } from './usage-reader.port.js'

/** A call as everybody sees it who may see it: `UsageRequest` of the contract. */
export const presentCall = ({ grantId, appId, upstream, at, ...call }: UsageRow) => ({
  ...call,
  at: at.toISOString(),
  connectionId: grantId,
  clientId: appId === null ? null : formatClientId(appId),
  provider: upstream,
})

export type PresentedCall = ReturnType<typeof presentCall>
