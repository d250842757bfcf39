import { freeLabel, keysFor } from './index.js'

describe('keys of the vault', () => {
  const keys = [
    { provider: 'openai', label: 'default' },
    { provider: 'https://llm.example.com', label: 'default' },
  ]

  it('offers keys of other origins for an OpenAI-compatible provider only', () => {
    expect(keysFor('openai', keys)).toEqual([keys[0]])
    expect(keysFor('openai-compatible', keys)).toEqual([keys[1]])
  })

  it('never proposes a name that is taken', () => {
    expect(freeLabel('openai', keys)).toBe('default 2')
    expect(freeLabel('groq', keys)).toBe('default')
  })
})
