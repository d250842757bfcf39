// What makes certificates finds its parts by reflection.
import 'reflect-metadata'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { webcrypto, randomBytes } from 'node:crypto'
import { createServer } from 'node:https'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TLSSocket } from 'node:tls'
import * as x509 from '@peculiar/x509'
import { exchange, Harness } from '../harness.js'
import { BASE } from '../rig.js'

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const DAY_MS = 24 * 60 * 60 * 1000

/** A certificate for a name, signed by itself. */
const certify = async (name: string): Promise<{ cert: string; key: string }> => {
  x509.cryptoProvider.set(webcrypto as never)
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}`,
    notBefore: new Date(Date.now() - DAY_MS),
    notAfter: new Date(Date.now() + DAY_MS),
    keys,
    signingAlgorithm: ALGORITHM,
    extensions: [new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: name }])],
  })
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64')
  return {
    cert: certificate.toString('pem'),
    key: `-----BEGIN PRIVATE KEY-----\n${pkcs8}\n-----END PRIVATE KEY-----\n`,
  }
}

describe('an upstream behind TLS', () => {
  let folder: string
  let harness: Harness
  let seen: { authorization: string | undefined; alpn: string | false | null; name: string | false | null }[] = []
  let handshakes = 0
  let answer: (req: IncomingMessage, res: ServerResponse) => void
  const servers: ReturnType<typeof createServer>[] = []

  const listen = async (name: string): Promise<{ port: number; cert: string }> => {
    const { cert, key } = await certify(name)
    const server = createServer({ cert, key }, (req, res) => {
      const { alpnProtocol, servername } = req.socket as TLSSocket & { servername: string | false | null }
      seen.push({ authorization: req.headers.authorization, alpn: alpnProtocol, name: servername })
      answer(req, res)
    })
    server.on('secureConnection', () => handshakes++)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    servers.push(server)
    return { port: (server.address() as AddressInfo).port, cert }
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'relay-tls-'))
    const [right, stranger, other] = await Promise.all([
      listen('localhost'),
      listen('localhost'),
      listen('elsewhere.test'),
    ])
    const trusted = join(folder, 'trusted.pem')
    await writeFile(trusted, `${right.cert}\n${other.cert}`)
    harness = await Harness.startProcess({
      NODE_EXTRA_CA_CERTS: trusted,
      PROVIDER_ORIGINS: JSON.stringify({
        openai: `https://localhost:${right.port}`,
        groq: `https://localhost:${stranger.port}`,
        mistral: `https://localhost:${other.port}`,
      }),
    })
  })
  afterAll(async () => {
    await harness.stop()
    for (const server of servers) server.close()
    for (const server of servers) server.closeAllConnections()
    await rm(folder, { recursive: true })
  })
  beforeEach(() => {
    seen = []
    handshakes = 0
    answer = (_, res) => res.end('fine')
  })

  const granted = (provider: string) =>
    harness.grant({ secrets: { [provider]: 'sk-behind-tls' }, scope: { methods: ['GET', 'POST'] } })
  const call = (token: string, provider: string, body?: Buffer) =>
    exchange(harness.origin, {
      method: body === undefined ? 'GET' : 'POST',
      path: `${BASE.replace('openai', provider)}/v1/files`,
      headers: { authorization: `Bearer ${token}`, ...(body && { 'content-length': body.length }) },
      ...(body && { body }),
    })

  it.each([
    ['groq', 'that nobody vouches for'],
    ['mistral', 'of another host'],
  ])('gets no request and no credential with a certificate %s: %s', async (provider) => {
    const { token } = await granted(provider)
    const refused = await call(token, provider)
    expect(refused.status).toBe(502)
    expect(JSON.parse(refused.body.toString())).toMatchObject({ error: { code: 'upstream_unreachable' } })
    expect(seen).toEqual([])
  })

  it('gets the credential over HTTP/1.1 under its own name, on one connection for one request after another', async () => {
    const { token } = await granted('openai')
    for (const _ of [1, 2, 3]) expect((await call(token, 'openai')).status).toBe(200)
    expect(seen).toEqual(Array(3).fill({ authorization: 'Bearer sk-behind-tls', alpn: 'http/1.1', name: 'localhost' }))
    expect(handshakes).toBe(1)
  })

  it('passes bodies of some megabytes byte for byte, both ways', async () => {
    const { token } = await granted('openai')
    const body = randomBytes(5 * 1024 * 1024)
    answer = (req, res) => void req.pipe(res)
    const echoed = await call(token, 'openai', body)
    expect([echoed.isComplete, echoed.body.equals(body)]).toEqual([true, true])
  })

  it('is seen to have died when it breaks off in the middle', async () => {
    const { token } = await granted('openai')
    answer = (_, res) => {
      res.writeHead(200, { 'content-length': 100 })
      res.write('half', () => res.destroy())
    }
    expect((await call(token, 'openai')).isComplete).toBe(false)
  })
})
