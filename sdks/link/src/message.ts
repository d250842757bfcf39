import type { LinkError, LinkMetadata } from './options.js'

export const SOURCE = '1relay-link'

/** What Link says to the page that opened it. */
export type PageMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'event'; readonly name: string; readonly metadata: Partial<LinkMetadata> }
  | { readonly type: 'success'; readonly publicToken: string; readonly metadata: Partial<LinkMetadata> }
  | { readonly type: 'exit'; readonly error: LinkError | null; readonly metadata: Partial<LinkMetadata> }

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
): PageMessage | undefined => {
  if (event.origin !== expected.origin || event.source === null || event.source !== expected.source) return undefined
  const data = record(event.data)
  if (data?.['source'] !== SOURCE || data['nonce'] !== expected.nonce) return undefined
  const metadata = (record(data['metadata']) ?? {}) as Partial<LinkMetadata>
  const { type, name, publicToken } = data
  if (type === 'ready') return { type }
  if (type === 'event' && typeof name === 'string') return { type, name, metadata }
  if (type === 'success' && typeof publicToken === 'string' && publicToken.startsWith('1r_pt_')) {
    return { type, publicToken, metadata }
  }
  if (type === 'exit') return { type, error: (record(data['error']) ?? null) as LinkError | null, metadata }
  return undefined
}

const record = (value: unknown): Record<string, unknown> | undefined =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
