import { nameInMail } from './name-in-mail.js'

// What mail programs make links of, roughly and generously.
const LINKED = /https?:[\\/]{2}\w|\w[.。．｡@:]\w/i

describe('nameInMail', () => {
  it.each([
    'Sign in at https://evil.example/login',
    'www.evil.example',
    'evil.example',
    'evil。example',
    'evil．example',
    'help@evil.example',
    'HTTPS:\\\\evil.example',
    'tel:123456',
  ])('leaves no link of %s', (name) => {
    expect(LINKED.test(name)).toBe(true)
    expect(nameInMail(name)).not.toMatch(LINKED)
  })

  it('says no more than a name has room for, in whole characters', () => {
    expect([...nameInMail('👩'.repeat(200))]).toHaveLength(80)
  })

  it.each(['Example Robotics', 'OpenAI production (EU)', 'Zoë & Søn — 工房'])('leaves %s as it is', (name) => {
    expect(nameInMail(name)).toBe(name)
  })
})
