import { findProvider } from '@1relay/contracts'

/** The call that shows whether a key works. */
export interface CheckCall {
  /** At the upstream; what the grant is limited to. */
  readonly upstreamPath: string
  /** At the relay. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
}

const COMPATIBLE = 'openai-compatible'

/** The cheapest call that needs a key, for a catalogued provider or a custom origin; undefined for neither. */
export const checkCallOf = (upstream: string): CheckCall | undefined => {
  const isCustom = upstream.startsWith('https://')
  const provider = findProvider(isCustom ? COMPATIBLE : upstream)
  if (provider === undefined) return undefined
  const { slug, checkPath, checkHeaders = {} } = provider
  const headers = isCustom ? { ...checkHeaders, 'x-1relay-upstream': upstream } : checkHeaders
  return { upstreamPath: checkPath, path: `/v1/proxy/passthrough/${slug}${checkPath}`, headers }
}
