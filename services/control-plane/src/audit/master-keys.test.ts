import { randomBytes } from 'node:crypto'
import { MasterKeys } from './master-keys.js'

const [one, two] = [randomBytes(32), randomBytes(32)]
const keys = new MasterKeys([one])
const key = randomBytes(32)
const place = { owner: 'workspace', purpose: 'segment 1' }

describe('a wrapped key', () => {
  const wrapped = keys.wrap(key, place, randomBytes(12))

  it.each([
    ['of another owner', { ...place, owner: 'other' }],
    ['for another purpose', { ...place, purpose: 'segment 2' }],
  ])('does not open as one %s', (_, other) => {
    expect(keys.unwrap(wrapped, other)).toBeUndefined()
  })

  it('does not open when a byte of it was changed, or it was cut', () => {
    for (let i = 0; i < wrapped.wrapped.length; i++) {
      const changed = Buffer.from(wrapped.wrapped)
      changed[i] = (changed[i] ?? 0) ^ 1
      expect(keys.unwrap({ ...wrapped, wrapped: changed }, place)).toBeUndefined()
      expect(keys.unwrap({ ...wrapped, wrapped: wrapped.wrapped.subarray(0, i) }, place)).toBeUndefined()
    }
  })

  it('opens with its master key alone, also when that is not the current one any more', () => {
    expect(new MasterKeys([two]).unwrap(wrapped, place)).toBeUndefined()
    expect(new MasterKeys([two, one]).unwrap(wrapped, place)).toEqual(key)
    expect(new MasterKeys([two, one]).currentId).toBe(new MasterKeys([two]).currentId)
  })

  it('says nothing of its master key by the id', () => {
    expect(one.toString('hex')).not.toContain(keys.currentId)
  })
})

describe('what is sealed once', () => {
  const sealed = keys.sealOnce('text', 'here', randomBytes(28))

  it('opens where it belongs, with the key that it names', () => {
    expect(new MasterKeys([two, one]).openOnce(sealed, 'here')).toBe('text')
    expect(keys.openOnce(sealed, 'there')).toBeUndefined()
    expect(new MasterKeys([two]).openOnce(sealed, 'here')).toBeUndefined()
    expect([keys.knowsOnce(sealed), new MasterKeys([two]).knowsOnce(sealed)]).toEqual([true, false])
    for (let length = 0; length < sealed.length; length++)
      expect(keys.openOnce(sealed.subarray(0, length), 'here')).toBeUndefined()
  })
})
