import type { Call } from '../call.js'
import { leadBack, type Lead } from '../answer/index.js'

// A name or an address, and a port.
const HOST = /^(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?$/

/** How addresses of a protected key's upstream lead the caller back to us; undefined on every other route, where answers are not touched. */
export const leadBackOf = (call: Call, trustProxyHops: number): Lead | undefined => {
  const { route, upstream } = call
  if (route.kind !== 'protected' || upstream === undefined) return undefined
  const names = [upstream.origin, upstream.provider?.origin, upstream.sealed.upstream]
  const origins = names.filter((name): name is string => typeof name === 'string' && name.includes('://'))
  return leadBack(origins, `${originAsAsked(call, trustProxyHops)}/${route.connectionId}`)
}

/** The origin by which the caller knows us; '' if it cannot be told: then links lead to the host that was asked. */
const originAsAsked = ({ req }: Call, trustProxyHops: number): string => {
  const { host, 'x-forwarded-host': forwardedHost, 'x-forwarded-proto': proto } = req.headers
  const named = trustProxyHops > 0 && typeof forwardedHost === 'string' ? forwardedHost.split(',').at(-1)?.trim() : host
  if (named === undefined || !HOST.test(named)) return ''
  // Whoever says so without being a proxy only changes their own links, and never to a scheme that would show the key to the network.
  const isSecure = typeof proto === 'string' && /\bhttps\b/i.test(proto)
  return `${isSecure ? 'https' : 'http'}://${named}`
}
