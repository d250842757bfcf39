import type { ErrorBody } from '@1relay/contracts'

/** What a request carries. `json` is written as JSON, `body` as it is. */
export interface Ask {
  json?: unknown
  body?: string | Uint8Array<ArrayBuffer>
  headers?: Record<string, string>
  /** Session token, sent as a bearer. */
  session?: string
  /** Session token, sent as the cookie. */
  cookie?: string
  /** Client id and secret, sent as HTTP Basic. */
  app?: { clientId: string; clientSecret: string }
}

export interface Answer {
  status: number
  headers: Headers
  text: string
  /** The parsed body. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look into answers of every shape; the contract checks them
  json: any
  /** `data` of a success. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- as above
  data: any
  /** `error` of a failure. */
  error: ErrorBody['error'] | undefined
  /** `error.code` of a failure. */
  code: string | undefined
}

const headersOf = ({ json, headers, session, cookie, app }: Ask): Record<string, string> => ({
  ...(json !== undefined && { 'content-type': 'application/json' }),
  ...(session && { authorization: `Bearer ${session}` }),
  ...(cookie && { cookie: `1r_session=${cookie}` }),
  ...(app && { authorization: `Basic ${btoa(`${app.clientId}:${app.clientSecret}`)}` }),
  ...headers,
})

const parseOrUndefined = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** One request. Redirects are not followed, and no status throws. */
export const send = async (origin: string, method: string, path: string, ask: Ask = {}): Promise<Answer> => {
  const body = ask.json !== undefined ? JSON.stringify(ask.json) : ask.body
  const response = await fetch(`${origin}${path}`, {
    method,
    headers: headersOf(ask),
    redirect: 'manual',
    ...(body !== undefined && { body }),
  })
  const text = await response.text()
  const json = parseOrUndefined(text) as Answer['json']
  const { status, headers } = response
  return { status, headers, text, json, data: json?.data, error: json?.error, code: json?.error?.code }
}
