import type { AskPasskey } from './passkey.port.js'

const CHALLENGE_BYTES = 32
const TIMEOUT_MS = 120_000

/**
 * Asks a passkey through the browser. The challenge is of this page's own making and the assertion goes nowhere: nobody is
 * signed in by it, only its PRF output is wanted.
 */
export const askPasskey: AskPasskey = async (questions) => {
  const evalByCredential = Object.fromEntries(
    questions.map(({ credentialId, prfSalt }) => [credentialId, { first: bytesOf(prfSalt) }]),
  )
  try {
    const credential = await navigator.credentials.get({
      publicKey: {
        challenge: crypto.getRandomValues(new Uint8Array(CHALLENGE_BYTES)),
        allowCredentials: questions.map(({ credentialId }) => ({ type: 'public-key', id: bytesOf(credentialId) })),
        userVerification: 'required',
        timeout: TIMEOUT_MS,
        extensions: { prf: { evalByCredential } },
      },
    })
    if (!(credential instanceof PublicKeyCredential)) return { ok: false, reason: 'cancelled' }
    const first = credential.getClientExtensionResults().prf?.results?.first
    if (first === undefined) return { ok: false, reason: 'unsupported' }
    return { ok: true, credentialId: credential.id, prfOutput: outputOf(first) }
  } catch {
    // The browser tells a refusal, a missing passkey and a time-out apart for nobody.
    return { ok: false, reason: 'cancelled' }
  }
}

const outputOf = (source: BufferSource): Uint8Array =>
  source instanceof ArrayBuffer
    ? new Uint8Array(source)
    : new Uint8Array(source.buffer, source.byteOffset, source.byteLength)

const bytesOf = (base64Url: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(base64Url.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0))
