import { runArgon2id } from '@1relay/vault'
import { guessHalf, issueToken, sealIntoVault, tryPassword, tryToken } from './demonstration.service.js'
import { occurrences } from './occurrences.js'

const tools = { argon2id: runArgon2id, now: () => 0 }
const key = 'sk-demo-4f8b2c'

describe('what the visitor sees', () => {
  it('is a vault that no other password opens, and that holds neither secret', async () => {
    const vault = await sealIntoVault(key, 'correct horse', tools)
    expect(await tryPassword(vault, 'correct house', tools)).toMatchObject({ opens: false })
    expect(await tryPassword(vault, 'correct horse', tools)).toMatchObject({ opens: true, credential: key })
    expect(occurrences(JSON.stringify(vault), key) + occurrences(JSON.stringify(vault), 'correct horse')).toBe(0)
  })

  it('is a copy that neither a guessed half nor another upstream opens', async () => {
    const issued = await issueToken(key)
    expect(await tryToken(issued, guessHalf(), 'openai', tools)).toMatchObject({ opens: false })
    expect(await tryToken(issued, issued.seal, 'https://evil.example', tools)).toMatchObject({ opens: false })
    expect(await tryToken(issued, issued.seal, 'openai', tools)).toMatchObject({ opens: true, credential: key })
  })
})

describe('occurrences', () => {
  it('counts a text in another one, and finds no empty one', () => {
    expect([occurrences('aXbXc', 'X'), occurrences('abc', 'X'), occurrences('abc', '')]).toEqual([2, 0, 0])
  })
})
