import { openWithToken, parseToken } from '@1relay/vault'
import { checkKey } from './key-check.service.js'
import type { RelayAnswer } from './relay.port.js'
import { MemoryVaultApi } from './vault-api.memory.js'
import { MemoryWire } from './wire.memory.js'

const secretKey = 'sk-canary-2f1c9d7e5b'
const utf8 = (text: string) => new TextEncoder().encode(text)

const setUp = (answer?: RelayAnswer) => {
  const wire = new MemoryWire()
  const api = new MemoryVaultApi(wire)
  const calls: { path: string; token: string }[] = []
  const relay = { get: async (call: { path: string; token: string }) => (calls.push(call), answer) }
  const credential = utf8(secretKey)
  return { wire, api, relay, calls, credential, input: { provider: 'openai', credential } }
}

describe('a check', () => {
  it('sends the seal half nowhere when the control plane names a path that is not the relay’s', async () => {
    const paths = ['/v1/link/open', 'https://evil.example/v1/proxy/passthrough/x', '//evil.example/v1/proxy/']
    const climbing = ['/../../keys', '/x/%2e%2e/%2E./../keys', '/.\t./.\n./keys']
    for (const path of [...paths, ...climbing.map((end) => `/v1/proxy/passthrough${end}`)]) {
      const { api, relay, calls, input } = setUp({ status: 200, refusal: undefined })
      const real = api.createKeyCheck.bind(api)
      api.createKeyCheck = async (check) => {
        const ticket = await real(check)
        return ticket.ok ? { ok: true, value: { ...ticket.value, path } } : ticket
      }
      expect(await checkKey({ api, relay }, input)).toBe('unclear')
      expect(calls).toEqual([])
    }
  })

  it('is a verdict too when it cannot be made', async () => {
    const { wire, api, relay, input } = setUp()
    wire.failNext({ code: 'network' })
    expect(await checkKey({ api, relay }, input)).toBe('unreachable')
    wire.failNext({ code: 'rate_limited' })
    expect(await checkKey({ api, relay }, { ...input, credential: utf8(secretKey) })).toBe('unclear')
  })

  it('overwrites the credential, whatever comes of it', async () => {
    const { api, relay, credential, input } = setUp({ status: 401, refusal: undefined })
    expect(await checkKey({ api, relay }, input)).toBe('refused')
    expect(credential.every((byte) => byte === 0)).toBe(true)
  })

  it('seals the key like any other: only who holds the token opens it, and only the relay gets that', async () => {
    const { wire, api, relay, calls, input } = setUp({ status: 200, refusal: undefined })
    expect(await checkKey({ api, relay }, input)).toBe('works')
    const [check] = api.keyChecks
    const parsed = parseToken(calls[0]?.token ?? '')
    const seal = parsed.ok ? parsed.token.seal : undefined
    if (check === undefined || seal === undefined) throw new Error('no check was made')
    const sealed = check.credential
    const opened = await openWithToken({ seal, grantId: check.id, upstream: 'openai', sealed })
    expect(new TextDecoder().decode(opened)).toBe(secretKey)
    expect(wire.sent.join('\n')).not.toContain(seal)
    expect(api.endedChecks).toEqual([check.id])
  })
})
