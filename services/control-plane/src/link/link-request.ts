import { findProvider } from '@1relay/contracts'
import { fault, invalidField } from '@1relay/faults'
import type { Grant } from '../grants/index.js'
import { isAllowedRedirect } from './redirect-uri.js'

/** What an app asks for. */
export interface LinkRequest {
  /** Needed unless `connectionId` is there. */
  readonly requestedProviders?: readonly string[]
  /** Update mode: the connection that is to be changed. */
  readonly connectionId?: string
  readonly redirectUri?: string
  readonly state?: string
  readonly budgetSuggestionCents?: number
  readonly requestsPerMinuteSuggestion?: number
  readonly models?: readonly string[]
  readonly userReference?: string
}

/** The providers that a session is for; `updates` is the grant that it changes. */
export const checkProviders = ({ requestedProviders }: LinkRequest, updates: Grant | undefined): readonly string[] => {
  if (requestedProviders === undefined) {
    if (updates === undefined) throw invalidField('/requestedProviders', 'is missing')
    return [...new Set(updates.providers.map(slugOf))]
  }
  const unknown = requestedProviders.findIndex((slug) => findProvider(slug) === undefined)
  if (unknown === -1) return requestedProviders
  const details = [{ field: `/requestedProviders/${unknown}`, problem: 'is no provider' }]
  throw fault('provider_unknown', 'a Link session for no provider', { details })
}

export const checkRedirect = ({ redirectUri }: LinkRequest, origins: readonly string[]): string | null => {
  if (redirectUri === undefined) return null
  if (isAllowedRedirect(redirectUri, origins)) return redirectUri
  throw invalidField('/redirectUri', 'is not of a registered origin')
}

const slugOf = (upstream: string): string => (upstream.startsWith('https://') ? 'openai-compatible' : upstream)
