/** Who opened this page, as the URL fragment claims it; the link session confirms it later. */
export interface HostClaim {
  readonly origin: string
  readonly nonce: string
  readonly mode: 'iframe' | 'window'
}

/** Reads `#origin=…&nonce=…&mode=…`; undefined when the page was not opened by an SDK. */
export const parseFragment = (hash: string): HostClaim | undefined => {
  const fields = new URLSearchParams(hash.replace(/^#/, ''))
  const origin = fields.get('origin') ?? ''
  const nonce = fields.get('nonce') ?? ''
  const mode = fields.get('mode')
  if (mode !== 'iframe' && mode !== 'window') return undefined
  if (nonce.length < 16 || nonce.length > 200) return undefined
  if (!isWebOrigin(origin)) return undefined
  return { origin, nonce, mode }
}

// 'null' (a sandboxed frame) and '*' would let a message reach anybody.
const isWebOrigin = (text: string): boolean => {
  try {
    return /^https?:\/\//.test(text) && new URL(text).origin === text
  } catch {
    return false
  }
}
