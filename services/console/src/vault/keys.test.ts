import { byProvider, freeLabel, providerName } from './keys.js'

const key = (provider: string, label: string) => ({
  provider,
  label,
  encryptedKey: 'AAAA',
  salt: 'AAAA',
  iv: 'AAAA',
  createdAt: '2026-11-21T12:00:00.000Z',
  updatedAt: '2026-11-21T12:00:00.000Z',
})

describe('the keys of the vault', () => {
  it('stand together by provider, whatever order they came in', () => {
    const keys = [key('openai', 'a'), key('groq', 'b'), key('openai', 'c')]
    expect(byProvider(keys).map((group) => [group.provider, group.keys.map(({ label }) => label)])).toEqual([
      ['openai', ['a', 'c']],
      ['groq', ['b']],
    ])
  })

  it('get a name that is free', () => {
    expect(freeLabel('openai', [])).toBe('default')
    expect(freeLabel('openai', [key('openai', 'default'), key('openai', 'default 2')])).toBe('default 3')
    expect(freeLabel('groq', [key('openai', 'default')])).toBe('default')
  })

  it('are named after a host when the catalogue does not know the provider', () => {
    expect(providerName('https://llm.example.com', [])).toBe('llm.example.com')
  })
})
