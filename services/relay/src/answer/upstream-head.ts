import type { IncomingMessage } from 'node:http'

/** What the headers say about the body, in one pass. */
export const contentOf = (
  rawHeaders: readonly string[],
): { type: string; encoding: string | undefined; hasLength: boolean } => {
  let type: string | undefined
  let encoding: string | undefined
  let hasLength = false
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = (rawHeaders[i] as string).toLowerCase()
    if (name === 'content-type') type ??= rawHeaders[i + 1] as string
    else if (name === 'content-length') hasLength = true
    else if (name === 'content-encoding')
      encoding = encoding === undefined ? rawHeaders[i + 1] : `${encoding},${rawHeaders[i + 1]}`
  }
  return { type: type ?? '', encoding: encoding || undefined, hasLength }
}

/** Whether Node sends an answer without a length in chunks. */
export const mayHaveChunks = ({ method, httpVersion }: IncomingMessage, status: number): boolean =>
  method !== 'HEAD' && httpVersion !== '1.0' && status !== 204 && status !== 304

/** The values of a field. */
export const valuesOf = (rawHeaders: readonly string[], name: string): string[] => {
  const values: string[] = []
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    if ((rawHeaders[i] as string).toLowerCase() === name) values.push(rawHeaders[i + 1] as string)
  }
  return values
}

/** Whether `fetch` would go where the head says, with every header of its caller's that is no `Authorization` (Fetch §4.4). */
export const redirects = (status: number, rawHeaders: readonly string[]): boolean =>
  (status === 301 || status === 302 || status === 303 || status === 307 || status === 308) &&
  valuesOf(rawHeaders, 'location').length > 0
