import { deviceName } from '../accounts/index.js'

const PRODUCTS_MAX = 3
// A name without dots and a version that begins with digits: nothing that a mail program would turn into a link.
const PRODUCT = /^([A-Za-z][A-Za-z0-9_-]{0,30})(?:\/(\d{1,6}(?:\.\d{1,6}){0,3}))?(?![^\s;)(,/+-])/

/**
 * What called, in a few words: `cursor/0.42`, `Firefox on Linux`. Whoever holds a stolen key chooses the user agent, and it is shown in our mail
 * to the holder: so only names and version numbers are left of it.
 */
export const clientName = (userAgent: string | null): string => {
  if (userAgent === null) return 'Unknown client'
  if (userAgent.startsWith('Mozilla/')) return deviceName(userAgent)
  const products = userAgent.slice(0, 400).split(/\s+/).slice(0, PRODUCTS_MAX)
  const names = products.flatMap((text, at) => {
    const [, name, version] = PRODUCT.exec(text) ?? []
    // Without its version a later word may be part of a sentence.
    if (name === undefined || (at > 0 && version === undefined)) return []
    return [version === undefined ? name : `${name}/${version}`]
  })
  return names.length === 0 ? 'Unknown client' : names.join(' ')
}
