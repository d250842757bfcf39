import { readControlPlaneConfig } from './config.js'

const env = {
  DATABASE_URL: 'postgres://127.0.0.1/x',
  REDIS_URL: 'redis://127.0.0.1',
  PUBLIC_ORIGIN: 'https://relay.example',
  INTERNAL_SECRET: '3q2+7wRk9Zb1xYpLm0aVtE5uQh8sJdFgCnXo4iNzKcM=',
  AUDIT_KEY: 'x0FqJ5o1mT8cVbR2yKzP7wLd9sNhE4uGaI6tQjXeW3M',
}

describe('readControlPlaneConfig', () => {
  it.each(['DATABASE_URL', 'REDIS_URL', 'PUBLIC_ORIGIN', 'INTERNAL_SECRET', 'AUDIT_KEY'])(
    'does not start without %s',
    (name) => {
      expect(() => readControlPlaneConfig({ ...env, [name]: undefined })).toThrow(`${name} is missing`)
    },
  )

  it.each(['secret', 'change-me-change-me-change-me-change-me', 'a'.repeat(64)])(
    'does not start with the internal secret %s',
    (secret) => {
      expect(() => readControlPlaneConfig({ ...env, INTERNAL_SECRET: secret })).toThrow('INTERNAL_SECRET')
    },
  )

  it.each(['198.51.100.7/24', '198.51.100.0/33', 'all', '198.51.100.0/24;10.0.0.0/8'])(
    'does not start with %s as a shared egress, and does not repeat it',
    (range) => {
      const read = () => readControlPlaneConfig({ ...env, SHARED_EGRESS: `10.0.0.0/8,${range}` })
      expect(read).toThrow('SHARED_EGRESS must be a list of networks')
      expect(read).not.toThrow(range)
    },
  )

  it.each(['nobody', 'http://example.com/report', 'security@example.com\nExpires: never', 'javascript:alert(1)'])(
    'does not start with %j as whom to tell of a vulnerability',
    (SECURITY_CONTACT) => {
      expect(() => readControlPlaneConfig({ ...env, SECURITY_CONTACT })).toThrow('SECURITY_CONTACT')
    },
  )

  it.each([
    ['security@example.com', 'mailto:security@example.com'],
    ['mailto:security@example.com', 'mailto:security@example.com'],
    ['https://example.com/report', 'https://example.com/report'],
    [undefined, undefined],
  ])('takes %s as whom to tell', (SECURITY_CONTACT, securityContact) => {
    expect(readControlPlaneConfig({ ...env, SECURITY_CONTACT })).toMatchObject({ securityContact })
  })

  it('believes no proxy, limits as stated and checks no answers unless told so', () => {
    const config = readControlPlaneConfig(env)
    expect(config).toMatchObject({ trustProxyHops: 0, throttleScale: 1, validatesAnswers: false, host: '127.0.0.1' })
  })
})
