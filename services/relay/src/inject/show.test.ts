import type { UpstreamAuth } from '@1relay/contracts'
import fc from 'fast-check'
import { inspect } from 'node:util'
import { base64, percentEncoded } from './encode.js'
import { show } from './index.js'

const shown = (auth: Exclude<UpstreamAuth, { kind: 'oauth2' }>, text: string) => {
  const secret = Buffer.from(text)
  const credential = show(auth, secret)
  const forms = credential.forms().map(String)
  const { before, bytes, in: where } = credential.release()
  return { credential, secret, forms, line: `${where} ${before}${bytes.toString()}`, bytes }
}

describe('show', () => {
  it.each<[Exclude<UpstreamAuth, { kind: 'oauth2' }>, string, string, string[]]>([
    [{ kind: 'bearer' }, 'sk-1', 'header authorization: Bearer sk-1', ['sk-1']],
    [{ kind: 'header', name: 'X-Api-Key' }, 'sk-1', 'header X-Api-Key: sk-1', ['sk-1']],
    [{ kind: 'basic' }, 'a:b:c', 'header authorization: Basic YTpiOmM=', ['YTpiOmM=', 'a:b:c', 'b:c']],
    [{ kind: 'query', name: 'key' }, 'a b&c=ü', 'query key=a%20b%26c%3D%C3%BC', ['a%20b%26c%3D%C3%BC', 'a b&c=ü']],
  ])('puts %j where its terms say, and knows every form that could come back', (auth, secret, line, forms) => {
    expect(shown(auth, secret)).toMatchObject({ line, forms })
  })

  it('shows nothing of a credential, and sends zeros after the wipe', () => {
    const { credential, bytes } = shown({ kind: 'basic' }, 'user:sk-secret')
    const text = `${String(credential)}${JSON.stringify(credential)}${inspect(credential, { showHidden: true })}`
    expect(text).not.toContain('sk-secret')
    credential.wipe()
    expect(bytes.every((byte) => byte === 0)).toBe(true)
  })
})

describe('encoding without strings', () => {
  it('is base64 and percent-encoding as everybody else does them', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.uint8Array(), (text, bytes) => {
        expect(base64(Buffer.from(bytes)).toString()).toBe(Buffer.from(bytes).toString('base64'))
        const strict = encodeURIComponent(text).replace(
          /[!'()*]/g,
          (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
        )
        expect(percentEncoded(Buffer.from(text)).toString()).toBe(strict)
      }),
    )
  })
})
