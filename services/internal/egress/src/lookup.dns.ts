import { lookup as systemLookup, type LookupAddress, type LookupOptions } from 'node:dns'
import { isPublicAddress } from './address.js'

type LookupCallback = (error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family?: number) => void
type Resolve = (
  host: string,
  options: { all: true; family?: LookupOptions['family']; hints?: number | undefined },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void

/** `code` of the error with which a guarded lookup refuses. */
export const NOT_PUBLIC = 'ERR_ADDRESS_NOT_PUBLIC'

/**
 * A `lookup` for net.connect that refuses a name as soon as one of its addresses is not public. The socket dials the very address
 * that was judged here, so a name that resolves differently the next time (DNS rebinding) gains nothing.
 */
export const guardedLookup =
  (resolve: Resolve = systemLookup) =>
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
