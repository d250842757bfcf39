import { readFileSync } from 'node:fs'
import type { UpstreamAuth } from '@1relay/contracts'
import { makeConnectionId, relayKeyId, type RelaySealed, sealProtectedKey } from '@1relay/vault'
import { type ApiClient, dataOf } from '../api.fetch.js'
import type { Context } from '../context.js'
import { CliProblem } from '../problem.js'

const MAX_BYTES = 8192
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)

const WHAT: Readonly<Record<UpstreamAuth['kind'], string>> = {
  bearer: 'The real key',
  header: 'The real key',
  query: 'The real key',
  basic: 'user:password',
  oauth2: 'client_id:client_secret',
}

/** The credential: from a file, piped in, or typed without an echo. A line end after it does not belong to it. */
export const readCredential = async (
  { terminal }: Context,
  auth: UpstreamAuth,
  file: string | undefined,
): Promise<Uint8Array> => {
  const given =
    file !== undefined
      ? readFile(file)
      : terminal.isInteractive
        ? utf8(await terminal.askSecret(`${WHAT[auth.kind]}: `))
        : await terminal.readInput(MAX_BYTES)
  const secret = withoutLineEnd(given)
  if (secret.length === 0) throw new CliProblem('usage', 'The credential is empty.')
  if ((auth.kind === 'basic' || auth.kind === 'oauth2') && !secret.includes(0x3a)) {
    throw new CliProblem('usage', `The credential has to look like ${WHAT[auth.kind]}.`)
  }
  return secret
}

const readFile = (file: string): Uint8Array => {
  try {
    return readFileSync(file)
  } catch {
    throw new CliProblem('usage', `${file} cannot be read.`)
  }
}

const withoutLineEnd = (bytes: Uint8Array): Uint8Array => {
  let end = bytes.length
  while (end > 0 && (bytes[end - 1] === 0x0a || bytes[end - 1] === 0x0d)) end -= 1
  return bytes.subarray(0, end)
}

interface Sealing {
  readonly workspaceId: string
  readonly upstream: string
  readonly auth: UpstreamAuth
  /** Overwritten before this settles. */
  readonly secret: Uint8Array
  /** Of the protected key whose credential is replaced; a new one without it. */
  readonly connectionId?: string
}

/** Seals a credential to the relay's current key. */
export const sealFor = async (
  client: ApiClient,
  { workspaceId, upstream, auth, secret, connectionId = makeConnectionId() }: Sealing,
): Promise<{ connectionId: string; sealed: RelaySealed }> => {
  try {
    const publicKey = await currentKey(client)
    const sealed = await sealProtectedKey({ publicKey, connectionId, upstream, terms: { workspaceId, auth }, secret })
    return { connectionId, sealed }
  } catch (error) {
    if (error instanceof CliProblem) throw error
    throw new CliProblem('usage', 'The address, the auth or the credential is not one that a relay takes.')
  } finally {
    secret.fill(0)
  }
}

const currentKey = async (client: ApiClient): Promise<Uint8Array> => {
  const { keys, current } = await dataOf(client.GET('/v1/relay-keys'))
  const found = keys.find(({ keyId }) => keyId === current)
  if (found === undefined)
    throw new CliProblem(
      'unreachable',
      'No relay has announced a key yet, so nothing can be sealed. Try again shortly.',
    )
  const publicKey = new Uint8Array(Buffer.from(found.publicKey, 'base64url'))
  if ((await relayKeyId(publicKey)) !== found.keyId)
    throw new CliProblem('failed', 'The relay’s key is not the one that its id names.')
  return publicKey
}
