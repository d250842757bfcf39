import { deriveMailKey, openMail, sealMail } from './mail-seal.js'

const key = deriveMailKey('a secret of this installation')
const row = { id: 'mail-1', text: 'sign in: https://a.example/#token', iv: Buffer.alloc(12, 7) }
const sealed = sealMail(key, row)

describe('openMail', () => {
  it('opens nothing with the secret of another installation', () => {
    expect(openMail(deriveMailKey('another secret'), { id: row.id, sealed })).toBeUndefined()
  })

  it('opens no mail in the place of another', () => {
    expect(openMail(key, { id: 'mail-2', sealed })).toBeUndefined()
  })

  it.each([
    '',
    'AAAA',
    sealed.slice(0, 30),
    sealed.slice(0, -2),
    sealed.slice(0, 40) + (sealed[40] === 'A' ? 'B' : 'A') + sealed.slice(41),
  ])('opens nothing that was changed or cut (%#)', (changed) => {
    expect(openMail(key, { id: row.id, sealed: changed })).toBeUndefined()
  })

  it('gives back what was sealed, of which nothing can be read before', () => {
    expect(openMail(key, { id: row.id, sealed })).toBe(row.text)
    expect(Buffer.from(sealed, 'base64url').toString('latin1')).not.toContain('a.example')
  })
})
