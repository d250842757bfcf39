import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { type GrantNews, openUsageStream, type UsageRequest } from './usage-stream.browser.js'

export type LiveState = 'connecting' | 'live' | 'broken'

interface Reactions {
  readonly onUsage?: (request: UsageRequest) => void
  readonly onGrant?: (news: GrantNews) => void
}

/** Listens while the page is open. After a break every query of the page is asked for again. */
export const useLiveUsage = (reactions: Reactions): LiveState => {
  const queryClient = useQueryClient()
  const [state, setState] = useState<LiveState>('connecting')
  const latest = useRef(reactions)
  useEffect(() => {
    latest.current = reactions
  })
  useEffect(() => {
    let hasBroken = false
    return openUsageStream({
      onOpen: () => {
        setState('live')
        if (hasBroken) void queryClient.invalidateQueries()
        hasBroken = false
      },
      onBreak: () => {
        hasBroken = true
        setState('broken')
      },
      onUsage: (request) => latest.current.onUsage?.(request),
      onGrant: (news) => latest.current.onGrant?.(news),
    })
  }, [queryClient])
  return state
}
