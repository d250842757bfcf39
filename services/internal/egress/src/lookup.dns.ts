import { promises, type LookupAddress, type LookupOptions } from 'node:dns'
import { isPublicAddress } from './address.js'

type LookupCallback = (error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family?: number) => void
type Resolve = (
  host: string,
  options: { all: true; family?: LookupOptions['family']; hints?: number | undefined },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void

// getaddrinfo takes one of a few threads for as long as a name server is silent, and a stranger's may be: everybody's names would wait behind it.
// This takes none, and knows neither the hosts file nor search domains, in which no public name is.
const nameServers = new promises.Resolver({ timeout: 2000, tries: 2 })

const askNameServers: Resolve = (host, { family }, callback) => {
  const asked = ([4, 6] as const).filter(
    (one) => family !== (one === 4 ? 6 : 4) && family !== (one === 4 ? 'IPv6' : 'IPv4'),
  )
  const all = asked.map(async (one) => {
    const addresses = await (one === 4 ? nameServers.resolve4(host) : nameServers.resolve6(host))
    return addresses.map((address): LookupAddress => ({ address, family: one }))
  })
  void Promise.allSettled(all).then((ends) => {
    const found = ends.flatMap((end) => (end.status === 'fulfilled' ? end.value : []))
    const failed = ends.find((end) => end.status === 'rejected')
    if (found.length === 0 && failed !== undefined) callback(failed.reason as NodeJS.ErrnoException, [])
    else callback(null, found)
  })
}

/** `code` of the error with which a guarded lookup refuses. */
export const NOT_PUBLIC = 'ERR_ADDRESS_NOT_PUBLIC'

/**
 * A `lookup` for net.connect that refuses a name as soon as one of its addresses is not public. The socket dials the very address
 * that was judged here, so a name that resolves differently the next time (DNS rebinding) gains nothing.
 */
export const guardedLookup =
  (resolve: Resolve = askNameServers) =>
  (host: string, options: LookupOptions, callback: LookupCallback): void => {
    resolve(host, { all: true, family: options.family, hints: options.hints }, (error, addresses) => {
      if (error) return callback(error, [])
      const [first] = addresses
      if (first === undefined || !addresses.every(({ address }) => isPublicAddress(address))) {
        return callback(Object.assign(new Error('an address of the upstream is not public'), { code: NOT_PUBLIC }), [])
      }
      if (options.all) return callback(null, addresses)
      return callback(null, first.address, first.family)
    })
  }
