import { fixed, fixedBase62, hex, relaySeal } from './reference.js'

const PRIVATE_KEY = fixed('relay private key', 32)

const seal = (upstream: string, plaintext: string) => {
  const connectionId = `conn_${fixedBase62(`protected ${plaintext}`, 16)}`
  const ephemeralPrivateKey = fixed(`protected ephemeral ${plaintext}`, 32)
  const place = { ownerId: connectionId, upstream, credential: plaintext }
  const { aad, publicKey, keyId, sealed } = relaySeal({ privateKey: PRIVATE_KEY, ephemeralPrivateKey, ...place })
  const sealing = { connectionId, upstream, plaintext, aad, ephemeralPrivateKey: hex(ephemeralPrivateKey), sealed }
  return { publicKey, keyId, sealing }
}

/** Whoever has the public key can seal anything: these open, and are refused for what they say. */
const refused = () => {
  const terms = (auth: unknown, more: object = {}) => JSON.stringify({ v: 1, workspaceId: 'w1', auth, ...more })
  const oauth2 = (tokenUrl: string) => terms({ kind: 'oauth2', tokenUrl, clientAuth: 'body' })
  const header = (name: string) => terms({ kind: 'header', name })
  const refuse = (why: string, field: string, text: string, secret = '\nid:secret') => ({
    ...{ why, field },
    ...seal('https://api.example.com', text + secret).sealing,
  })
  return [
    refuse('no terms', 'terms', 'secret', ''),
    refuse('terms that are not JSON', 'terms', '{"v":1'),
    refuse('another version', 'terms.v', terms({ kind: 'bearer' }, { v: 2 })),
    refuse('a member that v1 does not know', 'terms', terms({ kind: 'bearer' }, { allow: '*' })),
    refuse('a workspace that is no id', 'terms.workspaceId', terms({ kind: 'bearer' }, { workspaceId: 'a|b' })),
    refuse('an unknown kind', 'auth.kind', terms({ kind: 'digest' })),
    refuse('a member that its kind does not have', 'auth', terms({ kind: 'bearer', name: 'x' })),
    refuse('a header name with a line feed', 'auth.name', header('x\n')),
    refuse('a header that frames the message', 'auth.name', header('Transfer-Encoding')),
    refuse('... in the spelling of CGI', 'auth.name', header('content_length')),
    refuse('a header that is ours', 'auth.name', header('X-1Relay-Upstream')),
    refuse('a query name with a separator', 'auth.name', terms({ kind: 'query', name: 'a&b' })),
    refuse('a token URL without TLS', 'auth.tokenUrl', oauth2('http://login.example.com/token')),
    refuse('a token URL with a password', 'auth.tokenUrl', oauth2('https://a:b@login.example.com/token')),
    refuse('a token URL in another spelling', 'auth.tokenUrl', oauth2('https://LOGIN.example.com/token')),
    refuse('no secret', 'secret', terms({ kind: 'bearer' }), '\n'),
    refuse('a secret that begins a header', 'secret', terms({ kind: 'bearer' }), '\nabc\r\nx-evil: 1'),
    refuse('basic without a colon', 'secret', terms({ kind: 'basic' }), '\nuser'),
    refuse('a client without an id', 'secret', oauth2('https://login.example.com/token'), '\n:secret'),
  ]
}

/** Vectors of the protected-key seal: the same construction as relay-seal, over terms and credential. */
export const protectedKey = () => {
  const { publicKey, keyId } = seal('stripe', 'x')
  const workspaceId = '0b9a4f3d-2c11-4c8e-9d0e-6e3f0c1a5b52'
  const opened = (upstream: string, auth: object, secret: string) => {
    const terms = { v: 1, workspaceId, auth }
    return { terms, secret, ...seal(upstream, `${JSON.stringify(terms)}\n${secret}`).sealing }
  }
  const oauth2 = { kind: 'oauth2', tokenUrl: 'https://login.example.com/oauth2/token', clientAuth: 'basic' }
  const cases = [
    opened('openai', { kind: 'bearer' }, 'sk-test-1RELAYVECTORx0123456789abcdefghijklmnopqrstuv'),
    opened('https://api.example.com', { kind: 'basic' }, 'user:p\u00e4ss:word'),
    opened('https://api.example.com:8443', { kind: 'header', name: 'X-Api-Key' }, 'k-0123456789'),
    opened('https://maps.example.com', { kind: 'query', name: 'api_key' }, 'a b&c=d/+\u{1f511}'),
    opened('https://crm.example.com', { ...oauth2, scope: 'read write', audience: 'https://crm' }, 'id:s3cr3t:s3cr3t'),
  ]
  return { privateKey: hex(PRIVATE_KEY), publicKey: hex(publicKey), keyId, cases, refused: refused() }
}
