import { readRelayConfig } from './config.js'

const env = {
  REDIS_URL: 'redis://localhost',
  CONTROL_PLANE_ORIGIN: 'http://localhost:3000',
  INTERNAL_SECRET: 'Zt7-fQ2mXv9_kLp4RwYc8NbH3sJd6GaU',
}

const overrides = (changes: Record<string, unknown>): string =>
  JSON.stringify({
    version: 'v1',
    models: [{ upstream: 'openai', model: 'gpt-*', input: 1, output: 2, ...changes }],
  })

describe('readRelayConfig', () => {
  it.each([
    [{ INTERNAL_SECRET: 'short' }],
    [{ INTERNAL_SECRET: undefined }],
    [{ REDIS_URL: 'http://x' }],
    [{ CONTROL_PLANE_ORIGIN: 'http://x/path' }],
    [{ PROVIDER_ORIGINS: '{"openai":"not an origin"}' }],
    [{ TRUST_PROXY_HOPS: '-1' }],
    [{ PRICE_OVERRIDES: 'not JSON' }],
    [{ PRICE_OVERRIDES: overrides({ output: undefined }) }],
    [{ PRICE_OVERRIDES: overrides({ input: -1 }) }],
    [{ PRICE_OVERRIDES: overrides({ upstream: 'opnai' }) }],
    [{ PRICE_OVERRIDES: overrides({ upstream: 'https://models.example.com/v1' }) }],
    [{ PRICE_OVERRIDES: overrides({ cachedImput: 1 }) }],
  ])('refuses to start with %j', (wrong) => {
    expect(() => readRelayConfig({ ...env, ...wrong })).toThrow('configuration')
  })

  it('takes prices of the operator’s own, for providers and custom upstreams', () => {
    const { PRICE_OVERRIDES } = readRelayConfig({
      ...env,
      PRICE_OVERRIDES: overrides({ upstream: 'https://models.example.com' }),
    })
    expect(PRICE_OVERRIDES).toMatchObject({ version: 'v1', models: [{ upstream: 'https://models.example.com' }] })
  })

  it('closes what is optional: no fallthrough, no metrics listener, no trusted proxies, no operator origins', () => {
    expect(readRelayConfig(env)).toMatchObject({ PUBLIC_FALLTHROUGH: false, TRUST_PROXY_HOPS: 0, PROVIDER_ORIGINS: {} })
    expect(readRelayConfig(env).METRICS_PORT).toBeUndefined()
  })
})
