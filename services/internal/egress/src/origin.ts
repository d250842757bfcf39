import { isIP } from 'node:net'
import { isPublicAddress } from './address.js'

/**
 * The canonical origin of a caller-chosen upstream, or undefined if it is not one: https, a host name or a public address, nothing
 * after the port. The spelling must be canonical already, because the AAD of the credential names it byte for byte.
 */
export const readCustomOrigin = (text: string): string | undefined => {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || url.protocol !== 'https:' || url.origin !== text) return undefined
  const host = url.hostname.replace(/^\[|\]$/g, '')
  if (isIP(host) !== 0) return isPublicAddress(host) ? url.origin : undefined
  // A name without a dot is a machine of the local network (search domains, container names).
  return host.includes('.') && !host.endsWith('.') ? url.origin : undefined
}
