import type { LinkMode, LinkTheme } from '@1relay/link-sdk/protocol'
import { isTokenText, parseTheme } from './message.js'

/** What a host says when it opens the session. */
export interface Init {
  readonly token: string
  readonly theme: LinkTheme
}

/** Who opened this page, as the URL fragment claims it; the link session confirms it later. */
export interface HostClaim {
  readonly origin: string
  readonly nonce: string
  readonly mode: LinkMode
  /** In redirect mode only: the page that knew it is gone. */
  readonly init?: Init
}

/** Reads `#origin=…&nonce=…&mode=…`, and `token` and `theme` of a redirect; undefined when the page was not opened by an SDK. */
export const parseFragment = (hash: string): HostClaim | undefined => {
  const fields = new URLSearchParams(hash.replace(/^#/, ''))
  const origin = fields.get('origin') ?? ''
  const nonce = fields.get('nonce') ?? ''
  const mode = fields.get('mode')
  if (nonce.length < 16 || nonce.length > 200 || !isWebOrigin(origin)) return undefined
  if (mode === 'iframe' || mode === 'window') return { origin, nonce, mode }
  const token = fields.get('token')
  if (mode !== 'redirect' || !isTokenText(token)) return undefined
  return { origin, nonce, mode, init: { token, theme: parseTheme(fields.get('theme')) } }
}

// 'null' (a sandboxed frame) and '*' would let a message reach anybody.
const isWebOrigin = (text: string): boolean => {
  try {
    return /^https?:\/\//.test(text) && new URL(text).origin === text
  } catch {
    return false
  }
}
