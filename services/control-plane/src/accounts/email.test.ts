import { normaliseEmail } from './email.js'

describe('normaliseEmail', () => {
  it.each([
    '',
    'a',
    'a@b',
    '@b.co',
    'a@b@c.co',
    'a b@c.co',
    'a＠b@c.co',
    `${'a'.repeat(65)}@b.co`,
    `a@${'b'.repeat(252)}.co`,
  ])('refuses %s', (written) => {
    expect(normaliseEmail(written)).toBeUndefined()
  })

  it.each([
    [' Jane.Roe@Example.COM ', 'jane.roe@example.com'],
    ['ｊane@example.com', 'jane@example.com'],
    ['jane＠example.com', 'jane@example.com'],
    ['jane+tag@example.com', 'jane+tag@example.com'],
  ])('writes %s as %s', (written, normal) => {
    expect(normaliseEmail(written)).toBe(normal)
    expect(normaliseEmail(normal)).toBe(normal)
  })
})
