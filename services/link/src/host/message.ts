import {
  type HostMessage,
  type LinkEnding,
  type LinkTheme,
  MESSAGE_SOURCE,
  RESULT_FIELD,
  STATE_FIELD,
} from '@1relay/link-sdk/protocol'

/** A message of the host, or undefined for anything else: other libraries post messages to frames too. */
export const parseHostMessage = (message: unknown, nonce: string): HostMessage | undefined => {
  if (typeof message !== 'object' || message === null) return undefined
  const { source, nonce: given, type, token, theme } = message as Record<string, unknown>
  if (source !== MESSAGE_SOURCE || given !== nonce) return undefined
  if (type === 'close' || type === 'blocked') return { type }
  if (type !== 'init' || !isTokenText(token)) return undefined
  return { type, token, theme: parseTheme(theme) }
}

export const isTokenText = (token: unknown): token is string =>
  typeof token === 'string' && /^[0-9A-Za-z_]{10,200}$/.test(token)

export const parseTheme = (theme: unknown): LinkTheme => (theme === 'light' || theme === 'dark' ? theme : 'system')

/** Where a session goes at its end when nobody is there to hear it: registered by the app's server, with its own `state`. */
export interface ReturnAddress {
  readonly redirectUri: string
  readonly state: string | null
}

/** The address that brings the ending back, in the fragment: no server and no log sees it there. */
export const returnUrl = ({ redirectUri, state }: ReturnAddress, ending: LinkEnding, nonce: string): string => {
  const result = JSON.stringify({ source: MESSAGE_SOURCE, nonce, ...ending })
  const fields = { [RESULT_FIELD]: result, ...(state === null ? {} : { [STATE_FIELD]: state }) }
  return `${redirectUri}#${new URLSearchParams(fields).toString()}`
}
