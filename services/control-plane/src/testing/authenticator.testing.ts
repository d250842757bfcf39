import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import { isoCBOR } from '@simplewebauthn/server/helpers'
import { PUBLIC_ORIGIN } from './harness.testing.js'

/** What a test wants to be wrong about an answer. */
export interface Faked {
  origin?: string
  rpId?: string
  isVerified?: boolean
  counter?: number
  userHandle?: string
  challenge?: string
  /** The page that frames ours. */
  topOrigin?: string
}

interface Options {
  challenge: string
  user?: { id: string }
}

const sha256 = (bytes: string | Buffer): Buffer => createHash('sha256').update(bytes).digest()
const b64 = (bytes: string | Uint8Array): string => Buffer.from(bytes as Uint8Array).toString('base64url')

const PRESENT = 0x01
const VERIFIED = 0x04
const ATTESTED = 0x40

/** A passkey device in software, holding one passkey: what a browser would send, and what a hostile one might. */
export class TestAuthenticator {
  readonly id = b64(randomBytes(32))
  readonly #keys: { publicKey: KeyObject; privateKey: KeyObject } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  #counter = 0
  #userHandle = ''

  /** RegistrationResponseJSON for these creation options. */
  create(options: Options, faked: Faked = {}) {
    this.#userHandle = options.user?.id ?? ''
    const id = Buffer.from(this.id, 'base64url')
    const length = Buffer.alloc(2)
    length.writeUInt16BE(id.length)
    const attested = Buffer.concat([Buffer.alloc(16), length, id, this.#coseKey()])
    const authData = Buffer.concat([this.#authData(faked, ATTESTED), attested])
    const attestation = new Map<string, unknown>([
      ['fmt', 'none'],
      ['attStmt', new Map()],
      ['authData', new Uint8Array(authData)],
    ])
    const attestationObject = b64(isoCBOR.encode(attestation as never))
    const clientDataJSON = b64(clientData('webauthn.create', options, faked))
    return this.#answer({ clientDataJSON, attestationObject, transports: ['internal'] })
  }

  /** AuthenticationResponseJSON for these request options. */
  get(options: Options, faked: Faked = {}) {
    const authData = this.#authData({ counter: ++this.#counter, ...faked }, 0)
    const data = clientData('webauthn.get', options, faked)
    const signature = sign('sha256', Buffer.concat([authData, sha256(data)]), this.#keys.privateKey)
    return this.#answer({
      clientDataJSON: b64(data),
      authenticatorData: b64(authData),
      signature: b64(signature),
      userHandle: faked.userHandle ?? this.#userHandle,
    })
  }

  #answer<T>(response: T) {
    return { id: this.id, rawId: this.id, type: 'public-key', response, clientExtensionResults: {} }
  }

  #authData({ rpId = new URL(PUBLIC_ORIGIN).hostname, isVerified = true, counter = 0 }: Faked, flags: number): Buffer {
    const count = Buffer.alloc(4)
    count.writeUInt32BE(counter)
    return Buffer.concat([sha256(rpId), Buffer.from([PRESENT | (isVerified ? VERIFIED : 0) | flags]), count])
  }

  #coseKey(): Buffer {
    const { x = '', y = '' } = this.#keys.publicKey.export({ format: 'jwk' })
    const point = (text: string) => new Uint8Array(Buffer.from(text, 'base64url'))
    const key = new Map<number, unknown>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, point(x)],
      [-3, point(y)],
    ])
    return Buffer.from(isoCBOR.encode(key as never))
  }
}

const clientData = (type: string, { challenge }: Options, faked: Faked): Buffer =>
  Buffer.from(
    JSON.stringify({
      type,
      challenge: faked.challenge ?? challenge,
      origin: faked.origin ?? PUBLIC_ORIGIN,
      crossOrigin: faked.topOrigin !== undefined,
      ...(faked.topOrigin && { topOrigin: faked.topOrigin }),
    }),
  )
