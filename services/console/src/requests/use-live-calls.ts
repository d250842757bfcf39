import { useThrottledCallback } from '@mantine/hooks'
import { useQueryClient } from '@tanstack/react-query'
import { type GrantNews, type LiveState, useLiveUsage } from '../live/index.js'

// A busy bot makes many calls a second; nobody reads faster than this.
const REFRESH_MS = 2000

/** Keeps the list of calls of one connection or bot token current, and hands on what happens to it. */
export const useLiveCalls = (grantId: string, onGrant: (news: GrantNews) => void): LiveState => {
  const queryClient = useQueryClient()
  const refresh = useThrottledCallback(() => void queryClient.invalidateQueries({ queryKey: ['requests'] }), REFRESH_MS)
  return useLiveUsage({
    onGrant,
    onUsage: ({ connectionId }) => {
      if (connectionId === grantId) refresh()
    },
  })
}
