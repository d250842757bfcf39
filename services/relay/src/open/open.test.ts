import { makeHalf, makeId, sealForToken } from '@1relay/vault'
import { openTokenSealed, sealKey } from './index.js'

const seal = makeHalf()
const grantId = makeId()
const key = sealKey(grantId, seal)
const sealed = async (text: string, upstream = 'openai') => ({
  custody: 'token' as const,
  upstream,
  ...(await sealForToken({ seal, grantId, upstream, credential: new TextEncoder().encode(text) })),
})

describe('openTokenSealed', () => {
  it('refuses another seal half, another grant and another upstream', async () => {
    const credential = await sealed('sk-secret')
    expect(openTokenSealed(credential, grantId, sealKey(grantId, makeHalf()))).toEqual({
      ok: false,
      reason: 'wrong_seal_half',
    })
    expect(openTokenSealed(credential, makeId(), key)).toEqual({ ok: false, reason: 'wrong_seal_half' })
    const redirected = { ...credential, upstream: 'https://evil.example' }
    expect(openTokenSealed(redirected, grantId, key)).toEqual({ ok: false, reason: 'wrong_seal_half' })
  })

  it.each(['', 'AAAA', '!!!'])('refuses ciphertext %p, which is no ciphertext', async (ciphertext) => {
    const credential = { ...(await sealed('sk-secret')), ciphertext }
    expect(openTokenSealed(credential, grantId, key).ok).toBe(false)
  })

  it('refuses a credential with a line break, which would inject a header', async () => {
    expect(openTokenSealed(await sealed('sk\r\nx-evil: 1'), grantId, key)).toEqual({
      ok: false,
      reason: 'not_a_header_value',
    })
  })

  it('opens what the vault package sealed', async () => {
    const opened = openTokenSealed(await sealed('sk-secret'), grantId, key)
    expect(opened).toEqual({ ok: true, bytes: Buffer.from('sk-secret') })
  })
})
