/**
 * True if a typed key looks like one of the provider. Only a hint: providers change their keys' shapes without notice, so
 * nothing is refused for it.
 */
export const looksLikeKey = (key: string, keyPattern: string): boolean => {
  try {
    return new RegExp(keyPattern, 'u').test(key)
  } catch {
    return true
  }
}

/** Why a text cannot be sent as a key by anyone, or undefined: keys travel in HTTP headers. */
export const refuseKey = (key: string): string | undefined => {
  if (key === '') return 'Paste the key first.'
  if (!/^[\x21-\x7e]+$/.test(key)) return 'A key has no spaces, line breaks or accented letters. Copy it again.'
  if (key.length > 8000) return 'This is too long for a key.'
  return undefined
}

/** The origin of a typed address of an OpenAI-compatible provider, or undefined when it is not a public https one. */
export const parseProviderOrigin = (text: string): string | undefined => {
  const typed = text.trim()
  try {
    const url = new URL(/^[a-z]+:\/\//i.test(typed) ? typed : `https://${typed}`)
    if (url.protocol !== 'https:' || url.username !== '' || url.password !== '') return undefined
    return /^https:\/\/[a-z0-9.-]+(:[0-9]{1,5})?$/.test(url.origin) && url.hostname.includes('.')
      ? url.origin
      : undefined
  } catch {
    return undefined
  }
}
