import type { CredentialPlace, UpstreamAuth } from '@1relay/contracts'
import { Credential, type Place } from './credential.js'
import { base64, percentEncoded } from './encode.js'

/** The place that a catalogue entry names. */
export const headerPlace = ({ header, scheme }: CredentialPlace): Place => ({
  in: 'header',
  name: header,
  before: `${header}: ${scheme ?? ''}`,
})

/** RFC 6750 §2.1. */
export const BEARER_PLACE: Place = { in: 'header', name: 'authorization', before: 'authorization: Bearer ' }
const BASIC_PLACE: Place = { in: 'header', name: 'authorization', before: 'authorization: Basic ' }
const COLON = 0x3a

/** A static credential as its sealed terms want it shown. Takes the bytes: they live on in the credential, or are wiped. */
export const show = (auth: Exclude<UpstreamAuth, { kind: 'oauth2' }>, secret: Buffer): Credential => {
  switch (auth.kind) {
    case 'bearer':
      return new Credential(BEARER_PLACE, secret)
    case 'header':
      return new Credential({ in: 'header', name: auth.name.toLowerCase(), before: `${auth.name}: ` }, secret)
    case 'basic': {
      // Of `user:password`, RFC 7617 §2. An upstream may quote the password alone.
      const password = Buffer.from(secret.subarray(secret.indexOf(COLON) + 1))
      return new Credential(BASIC_PLACE, base64(secret), [secret, password])
    }
    case 'query': {
      const place: Place = { in: 'query', name: auth.name, before: `${auth.name}=` }
      return new Credential(place, percentEncoded(secret), [secret])
    }
  }
}
