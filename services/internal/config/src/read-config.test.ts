import {
  ConfigProblem,
  commaList,
  duration,
  flag,
  integer,
  jsonMap,
  oneOf,
  origin,
  port,
  readConfig,
  secret,
  secretKeys,
  text,
  url,
  z,
} from './index.js'

const strong = '3q2+7wRk9Zb1xYpLm0aVtE5uQh8sJdFgCnXo4iNzKcM='

const problemsOf = (shape: z.ZodRawShape, env: Record<string, string>): readonly string[] => {
  try {
    readConfig(shape, env)
  } catch (error) {
    if (error instanceof ConfigProblem) return error.problems
    throw error
  }
  return []
}

describe('readConfig', () => {
  it('reports all problems at once, each with the name of its variable', () => {
    const shape = { PORT: port(), DATABASE_URL: url('postgres:'), REDIS_URL: url('redis:'), ON: flag().default(false) }
    expect(problemsOf(shape, { PORT: 'http', REDIS_URL: 'x', ON: 'maybe' })).toEqual([
      'PORT must be a whole number from 0 to 65535.',
      'DATABASE_URL is missing.',
      'REDIS_URL must be a URL that starts with redis://.',
      'ON must be true or false.',
    ])
  })

  it.each<[string, z.ZodType]>([
    ['a port', port()],
    ['a number', integer(1, 5)],
    ['a flag', flag()],
    ['a duration', duration()],
    ['a word', oneOf('a', 'b')],
    ['an origin', origin()],
    ['a URL', url('postgres:')],
    ['a map', jsonMap(origin())],
    ['a secret', secret(64)],
    ['an enum of zod', z.enum(['a'])],
  ])('never prints the value of %s', (_, setting) => {
    const canary = 'canary-5f0e81'
    expect(problemsOf({ NAME: setting }, { NAME: canary }).join()).toMatch(/^NAME /)
    expect(problemsOf({ NAME: setting }, { NAME: canary }).join()).not.toContain(canary)
  })

  it('takes an empty variable as not set', () => {
    expect(readConfig({ PORT: port().default(4000) }, { PORT: '' })).toEqual({ PORT: 4000 })
    expect(problemsOf({ NAME: text() }, { NAME: '' })).toEqual(['NAME is missing.'])
  })

  it('ignores variables that the schema does not name', () => {
    expect(readConfig({ NAME: text() }, { NAME: 'x', OTHER: 'y' })).toEqual({ NAME: 'x' })
  })
})

describe('secret', () => {
  it.each([
    ['a missing one', ''],
    ['a short one', 'a1B2c3D4'],
    ['one letter', 'a'.repeat(64)],
    ['a repeated word', 'tr0ub4dor'.repeat(5)],
    ['the alphabet', 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEF'],
    ['a default', 'change-me-please-3q2+7wRk9Zb1xYpLm0aVtE5u'],
    ['an example', 'your-256-bit-secret-goes-right-here-okay'],
    ['few different characters', '01001101011100101101010110010101'],
  ])('refuses %s and says how to make one', (_, value) => {
    const [problem] = problemsOf({ INTERNAL_SECRET: secret(32) }, { INTERNAL_SECRET: value })
    expect(problem).toMatch(/^INTERNAL_SECRET is|^INTERNAL_SECRET looks/)
    expect(problem).toContain('openssl rand -base64 32')
  })

  it.each([strong, '9f86d081884c7d659a2feaa0c55ad015', 'Zx81-kkQ2_v9Lp4mN7bT3cW6yR5dF0gH1jS8'])(
    'takes a random one',
    (value) => {
      expect(readConfig({ S: secret(32) }, { S: value })).toEqual({ S: value })
    },
  )
})

describe('secretKeys', () => {
  const key = (fill: string): string => Buffer.from(fill.padEnd(32, 'q8Zr2LxTn5Vb0Wd7')).toString('base64url')

  it.each([
    ['a missing one', ''],
    ['a short one', Buffer.from('q8Zr2LxTn5Vb0Wd7').toString('base64url')],
    ['a long one', `${key('a')}AAAA`],
    ['zeros', Buffer.alloc(32).toString('base64url')],
    ['what is no base64', `${key('a').slice(0, 42)}!`],
    ['a weak one behind a good one', `${key('a')},${Buffer.alloc(32, 7).toString('base64url')}`],
    ['an empty one behind a good one', `${key('a')},`],
    ['one key twice', `${key('a')},${key('a')}`],
  ])('refuses %s', (_, value) => {
    const problems = problemsOf({ AUDIT_KEY: secretKeys() }, { AUDIT_KEY: value })
    expect(problems).toHaveLength(1)
    expect(problems[0]).toContain('openssl rand -base64 32')
    if (value !== '') expect(problems[0]).not.toContain(value)
  })

  it('reads several, in their order, in either alphabet', () => {
    const value = `${strong}, ${key('b')}`
    expect(readConfig({ K: secretKeys() }, { K: value }).K).toEqual([
      Buffer.from(strong, 'base64'),
      Buffer.from(key('b'), 'base64url'),
    ])
  })
})

describe('settings', () => {
  it.each([
    ['500ms', 500],
    ['30s', 30_000],
    ['10m', 600_000],
    ['24h', 86_400_000],
    ['7d', 604_800_000],
  ])('duration reads %s as %i ms', (raw, expected) => {
    expect(readConfig({ D: duration() }, { D: raw })).toEqual({ D: expected })
  })

  it.each(['5', '1.5s', '-1s', '1w', 's'])('duration refuses %s', (raw) => {
    expect(problemsOf({ D: duration() }, { D: raw })).toHaveLength(1)
  })

  it.each([
    'https://a.example/path',
    'https://a.example?x',
    'ftp://a.example',
    'a.example',
    'https://u:p@a.example',
    'null',
  ])('origin refuses %s', (raw) => {
    expect(problemsOf({ O: origin() }, { O: raw })).toHaveLength(1)
  })

  it('origin drops a trailing slash, which browsers never send', () => {
    expect(readConfig({ O: origin() }, { O: 'http://127.0.0.1:4000/' })).toEqual({ O: 'http://127.0.0.1:4000' })
  })

  it.each(['-1', '65536', '1e3', '0x10', ' ', '4000.5'])('port refuses %s', (raw) => {
    expect(problemsOf({ P: port() }, { P: raw })).toHaveLength(1)
  })

  it.each(['[]', 'null', '"x"', '{', '1'])('jsonMap refuses %s', (raw) => {
    expect(problemsOf({ M: jsonMap(origin()) }, { M: raw })).toHaveLength(1)
  })

  it('jsonMap names the entry that is wrong', () => {
    const raw = '{"openai":"https://a.example","groq":"nonsense","mistral":3}'
    const problems = problemsOf({ PROVIDER_ORIGINS: jsonMap(origin()) }, { PROVIDER_ORIGINS: raw })
    expect(problems.map((problem) => problem.slice(0, 26))).toEqual([
      'PROVIDER_ORIGINS (groq) mu',
      'PROVIDER_ORIGINS (mistral)',
    ])
  })

  it('reads maps, lists, flags and words', () => {
    const shape = { M: jsonMap(origin()), L: commaList(), F: flag(), W: oneOf('info', 'debug') }
    const env = { M: '{"openai":"https://a.example"}', L: ' a, b ,,', F: 'ON', W: 'debug' }
    expect(readConfig(shape, env)).toEqual({ M: { openai: 'https://a.example' }, L: ['a', 'b'], F: true, W: 'debug' })
  })
})
