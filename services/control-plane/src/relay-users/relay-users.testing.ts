import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { openWithToken, parseToken } from '@1relay/vault'
import type { ControlPlane } from '../testing/harness.testing.js'

export const PAGE = 'https://app.example.com'
export const KEY = 'sk-canary-0123456789abcdef'

/** Calls a path of browser apps as a page of `PAGE` does. */
export const askFor =
  (controlPlane: ControlPlane) =>
  (method: string, path: string, token?: string, json?: unknown, headers = {}) =>
    controlPlane.ask(method, path, {
      ...(json !== undefined && { json }),
      headers: { origin: PAGE, ...(token !== undefined && { 'x-relay-token': token }), ...headers },
    })

/** What PostgreSQL has of the key of an upstream, opened with a token: what the relay would do. */
export const openStored = async (
  controlPlane: ControlPlane,
  token: string,
  upstream: string,
): Promise<string | undefined> => {
  const parsed = parseToken(token)
  if (!parsed.ok) throw new Error(parsed.reason)
  const { id, seal = '' } = parsed.token
  const [row] = await controlPlane.database.query<
    { credentials: { upstream: string; iv: string; ciphertext: string }[] }[]
  >('SELECT credentials FROM grants WHERE id = $1', [id])
  const sealed = row?.credentials.find((one) => one.upstream === upstream)
  return sealed && Buffer.from(await openWithToken({ seal, grantId: id, upstream, sealed })).toString()
}

/** In place of the relay: answers every call with the status and body that a test sets, and keeps what was asked. */
export const startProbeRelay = async () => {
  const asked: IncomingMessage[] = []
  const relay = { status: 200, body: '{}', asked, origin: '', close: () => server.close() }
  const server = createServer((request, response) => {
    asked.push(request)
    response.writeHead(relay.status, { 'content-length': Buffer.byteLength(relay.body) }).end(relay.body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  relay.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return relay
}
