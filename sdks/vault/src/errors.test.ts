import { credentialAad } from './aad.js'
import { isVaultError, VaultError } from './errors.js'

describe('isVaultError', () => {
  it('knows the error of another copy of this package', () => {
    jest.isolateModules(() => {
      const other = jest.requireActual<{ VaultError: typeof VaultError }>('./errors.js')
      const error = new other.VaultError('tampered')
      expect(error).not.toBeInstanceOf(VaultError)
      expect(isVaultError(error)).toBe(true)
    })
  })

  it('is not taken in by another error or by no object at all', () => {
    for (const value of [
      new Error('tampered'),
      { code: 'tampered', name: 'VaultError' },
      null,
      undefined,
      'tampered',
    ]) {
      expect(isVaultError(value)).toBe(false)
    }
  })
})

describe('credentialAad', () => {
  it('refuses fields that could be read as others: empty, with the separator, or not well-formed', () => {
    const bad: [string, string][] = [
      ['', 'openai'],
      ['grant', ''],
      ['a|b', 'c'],
      ['a', 'b|c'],
      ['a', '\ud800'],
      ['\udc00', 'b'],
    ]
    for (const [owner, upstream] of bad) expect(() => credentialAad(owner, upstream)).toThrow(VaultError)
  })

  it('is the text that the protocol gives', () => {
    expect(credentialAad('g1', 'https://x.example:8443')).toBe('1relay/v1|g1|https://x.example:8443')
  })
})
