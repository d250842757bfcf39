import { sealForRelays } from '@1relay/custody'
import { read, unwrap } from '../../api/index.js'
import { useClient } from '../../wiring/index.js'
import { useWorkspace } from '../use-workspace.js'
import type { UpstreamAuth } from './queries.js'

interface Sealing {
  readonly connectionId: string
  readonly upstream: string
  readonly auth: UpstreamAuth
  /** Overwritten. */
  readonly secret: Uint8Array
}

/** Seals a real key of this workspace to the relays, in this browser. Throws a ProblemError. */
export const useSeal = () => {
  const client = useClient()
  const { id: workspaceId } = useWorkspace()
  return async (sealing: Sealing) => {
    // Asked for each time: the relays may have a new key since, and what is sealed to an old one is refused.
    const relayKeys = await read(client.GET('/v1/relay-keys'), ({ data }) => data)
    return unwrap(await sealForRelays(relayKeys, { ...sealing, workspaceId }))
  }
}
