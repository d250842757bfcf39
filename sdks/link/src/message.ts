import {
  type LinkEnding,
  type LinkError,
  type LinkEventMetadata,
  type LinkEventName,
  type LinkMetadata,
  MESSAGE_SOURCE,
} from './protocol.js'

/** A message of Link as it was read: its metadata may lack what an older Link did not say. */
export type Heard =
  | { readonly type: 'ready' }
  | { readonly type: 'window' }
  | { readonly type: 'event'; readonly name: LinkEventName; readonly metadata: Partial<LinkEventMetadata> }
  | (Omit<Extract<LinkEnding, { type: 'success' }>, 'metadata'> & { readonly metadata: Partial<LinkMetadata> })
  | (Omit<Extract<LinkEnding, { type: 'exit' }>, 'metadata'> & { readonly metadata: Partial<LinkMetadata> })

interface Expected {
  readonly origin: string
  readonly source: unknown
  readonly nonce: string
}

/**
 * The message of an event that comes from our Link and no one else, or undefined. All three must fit: the origin stops
 * other sites, the source stops other windows of that origin, the nonce stops what was meant for another opening.
 */
export const readMessage = (
  event: { readonly origin: string; readonly source: unknown; readonly data: unknown },
  expected: Expected,
): Heard | undefined => {
  if (event.origin !== expected.origin || event.source === null || event.source !== expected.source) return undefined
  return parseMessage(event.data, expected.nonce)
}

/** What an object says, if it is one of ours and of this opening. */
export const parseMessage = (message: unknown, nonce: string): Heard | undefined => {
  const data = record(message)
  if (data?.['source'] !== MESSAGE_SOURCE || data['nonce'] !== nonce) return undefined
  const metadata = record(data['metadata']) ?? {}
  const { type, name, publicToken } = data
  if (type === 'ready' || type === 'window') return { type }
  if (type === 'event' && typeof name === 'string') return { type, name: name as LinkEventName, metadata }
  if (type === 'success' && isPublicToken(publicToken)) return { type, publicToken, metadata }
  if (type === 'exit') return { type, error: (record(data['error']) ?? null) as LinkError | null, metadata }
  return undefined
}

const isPublicToken = (token: unknown): token is string | null =>
  token === null || (typeof token === 'string' && token.startsWith('1r_pt_'))

const record = (value: unknown): Record<string, unknown> | undefined =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
