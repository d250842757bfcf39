import type { LinkMetadata } from './protocol.js'

/** What is known before Link has said anything. */
export const emptyMetadata = (linkSessionId: string): LinkMetadata => ({
  linkSessionId,
  connectionId: null,
  providers: [],
  budget: null,
  status: 'opened',
})
