import { deriveRowKey, openRow, sealRow } from './row-seal.js'

const key = deriveRowKey('a secret of this installation', 'mails')
const row = { id: 'mail-1', text: 'sign in: https://a.example/#token', iv: Buffer.alloc(12, 7) }
const sealed = sealRow(key, row)

describe('openRow', () => {
  it('opens nothing with the secret of another installation', () => {
    expect(openRow(deriveRowKey('another secret', 'mails'), { id: row.id, sealed })).toBeUndefined()
  })

  it('opens nothing of another purpose', () => {
    const other = deriveRowKey('a secret of this installation', 'webhooks')
    expect(openRow(other, { id: row.id, sealed })).toBeUndefined()
  })

  it('opens no row in the place of another', () => {
    expect(openRow(key, { id: 'mail-2', sealed })).toBeUndefined()
  })

  it.each([
    '',
    'AAAA',
    sealed.slice(0, 30),
    sealed.slice(0, -2),
    sealed.slice(0, 40) + (sealed[40] === 'A' ? 'B' : 'A') + sealed.slice(41),
  ])('opens nothing that was changed or cut (%#)', (changed) => {
    expect(openRow(key, { id: row.id, sealed: changed })).toBeUndefined()
  })

  it('gives back what was sealed, of which nothing can be read before', () => {
    expect(openRow(key, { id: row.id, sealed })).toBe(row.text)
    expect(Buffer.from(sealed, 'base64url').toString('latin1')).not.toContain('a.example')
  })
})
