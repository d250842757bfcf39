import fc from 'fast-check'
import { CredentialMask } from './credential-mask.js'

const KEY = 'sk-aab-aab-aabc'
const mask = () => CredentialMask.of(Buffer.from(KEY)) as CredentialMask
const run = (chunks: Buffer[]): string => {
  const masking = mask()
  return Buffer.concat([...chunks.map((chunk) => masking.feed(chunk)), masking.end()]).toString()
}

describe('CredentialMask', () => {
  it('lets no credential through, changes nothing else and keeps every length, wherever chunks are cut', () => {
    const piece = fc.oneof(fc.constant(KEY), fc.constantFrom('s', 'sk-', 'sk-aab-', 'sk-aab-aab-aab', 'b'), fc.string())
    fc.assert(
      fc.property(fc.array(piece), fc.array(fc.nat(60)), (pieces, cuts) => {
        const bytes = Buffer.from(pieces.join(''))
        const places = [...new Set([0, ...cuts.filter((cut) => cut < bytes.length), bytes.length])].sort(
          (a, b) => a - b,
        )
        const chunks = places.slice(1).map((end, i) => bytes.subarray(places[i], end))
        expect(run(chunks)).toBe(bytes.toString().replaceAll(KEY, '*'.repeat(KEY.length)))
      }),
    )
  })

  it('delays nothing that cannot begin the credential', () => {
    const masking = mask()
    expect(masking.feed(Buffer.from('data: {"a":1}\n\n')).toString()).toBe('data: {"a":1}\n\n')
    expect(masking.feed(Buffer.from('data: sk-a')).toString()).toBe('data: ')
    expect(masking.feed(Buffer.from('x\n\n')).toString()).toBe('sk-ax\n\n')
  })

  it('masks header values', () => {
    expect(mask().pairs(['x-echo', `Bearer ${KEY}`, 'date', 'now'])).toEqual([
      'x-echo',
      `Bearer ${'*'.repeat(15)}`,
      'date',
      'now',
    ])
  })

  it('lets no form of the credential through, wherever chunks are cut', () => {
    const forms = ['user:pass+word', 'pass+word', 'user%3Apass%2Bword', 'dXNlcjpwYXNzK3dvcmQ=']
    const piece = fc.oneof(fc.constantFrom(...forms), fc.constantFrom('user:', 'pass', 'user%3Ap', 'dXN', '+word'))
    fc.assert(
      fc.property(fc.array(piece), fc.array(fc.nat(120)), (pieces, cuts) => {
        const bytes = Buffer.from(pieces.join(' '))
        const masking = CredentialMask.of(...forms.map((form) => Buffer.from(form))) as CredentialMask
        const places = [0, ...cuts.filter((cut) => cut < bytes.length).sort((a, b) => a - b), bytes.length]
        const passed = places.slice(1).map((end, i) => masking.feed(bytes.subarray(places[i], end)))
        const expected = forms.reduce((text, form) => text.replaceAll(form, '*'.repeat(form.length)), bytes.toString())
        expect(Buffer.concat([...passed, masking.end()]).toString()).toBe(expected)
      }),
    )
  })

  it('is not made for what could be a word', () => {
    expect(CredentialMask.of(Buffer.from('secret'))).toBeUndefined()
    expect(CredentialMask.of(Buffer.from('secret'), Buffer.from(KEY))?.text(`a secret ${KEY}`)).toBe(
      `a secret ${'*'.repeat(KEY.length)}`,
    )
  })

  it('forgets the credential', () => {
    const needle = Buffer.from(KEY)
    CredentialMask.of(needle)?.wipe()
    expect(needle.every((byte) => byte === 0)).toBe(true)
  })
})
