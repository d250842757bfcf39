import { useQueryClient } from '@tanstack/react-query'
import { read } from '../api/index.js'
import type { Terms } from '../terms/index.js'
import { useClient } from '../wiring/index.js'
import { connectionQuery } from './queries.js'

/** Changes budget and limits of a connection. Throws a ProblemError. */
export const useChangeConnection = (connectionId: string): ((terms: Terms) => Promise<void>) => {
  const client = useClient()
  const queryClient = useQueryClient()
  return async (terms) => {
    const connection = await read(
      client.PATCH('/v1/connections/{connectionId}', { params: { path: { connectionId } }, body: terms }),
      ({ data }) => data.connection,
    )
    queryClient.setQueryData(connectionQuery(client, connectionId).queryKey, connection)
    await queryClient.invalidateQueries({ queryKey: ['connections', 'list'] })
  }
}
