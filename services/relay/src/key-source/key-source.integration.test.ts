import { makeRelayKeyPair } from '@1relay/vault'
import { chmod, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { KeyRing } from '../relay-keys/index.js'
import { chooseKeySource, makeKey, parseWrappedKeys } from './index.js'
import { parseKeyList } from './key-list.js'

const keyText = async (): Promise<string> => Buffer.from((await makeRelayKeyPair()).privateKey).toString('base64url')

describe('keys of a file', () => {
  let folder: string
  const at = (name: string): string => join(folder, name)
  const read = (name: string) => chooseKeySource({ RELAY_PRIVATE_KEYS_FILE: at(name) })?.read()
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'relay-keys-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  it.each([0o604, 0o602, 0o601, 0o644, 0o660, 0o620])('are refused in mode %o', async (mode) => {
    await writeFile(at('open'), await keyText())
    await chmod(at('open'), mode)
    await expect(read('open')).rejects.toThrow(`is open to others (mode ${mode.toString(8)})`)
  })

  it('are refused behind a link to a file that is open, and in what is no file', async () => {
    await writeFile(at('target'), await keyText(), { mode: 0o644 })
    await symlink(at('target'), at('link'))
    await expect(read('link')).rejects.toThrow('is open to others')
    await expect(read('.')).rejects.toThrow('is not a file')
    await expect(read('nowhere')).rejects.toThrow('cannot be read (ENOENT)')
  })

  it.each([
    ['a short key', 'AAAA'],
    ['a key and something else', `${'A'.repeat(43)} ${'A'.repeat(43)}`],
    ['a line that is no base64', '!'.repeat(43)],
    ['bits too many', `${'A'.repeat(42)}B`],
    ['no key', '# nothing\n\n'],
  ])('are refused with %s, and the error does not quote it', async (_, text) => {
    await writeFile(at('bad'), text, { mode: 0o600 })
    const message: unknown = await read('bad')?.then(String, (error: Error) => error.message)
    expect(message).toMatch(/has a line that is no key|has no key/)
    expect(message).not.toContain(text.slice(0, 20))
  })

  it.each([0o600, 0o400, 0o440, 0o640])('are read in mode %o, in their order', async (mode) => {
    const texts = [await keyText(), await keyText()]
    await writeFile(at('good'), `# current\n  ${texts[0]}\r\n\n${texts[1]}`, { mode: 0o600 })
    await chmod(at('good'), mode)
    expect((await read('good'))?.map((key) => key.toString('base64url'))).toEqual(texts)
    await rm(at('good'))
  })

  it('are made one in front of another, closed to others; a file that is none stays as it is', async () => {
    const first = await makeKey(at('made'))
    const second = await makeKey(at('made'))
    expect((await stat(at('made'))).mode & 0o777).toBe(0o600)
    const ring = new KeyRing()
    ring.load((await read('made')) ?? [])
    expect(ring.announcement).toEqual({ keys: [second, first], current: second.keyId })
    await chmod(at('made'), 0o440)
    await makeKey(at('made'))
    expect((await stat(at('made'))).mode & 0o777).toBe(0o440)
    await writeFile(at('letter'), 'Dear all', { mode: 0o600 })
    await expect(makeKey(at('letter'))).rejects.toThrow('stays as it is')
    expect(await readFile(at('letter'), 'utf8')).toBe('Dear all')
  })
})

describe('chooseKeySource', () => {
  it('wants one source: of two, nobody could say whose first key is the current one', () => {
    const both = { RELAY_PRIVATE_KEYS_FILE: '/keys', RELAY_PRIVATE_KEYS: [Buffer.alloc(32)] }
    expect(() => chooseKeySource(both)).toThrow('set one of them')
    expect(chooseKeySource({})).toBeUndefined()
  })
})

describe('parseKeyList', () => {
  it('reads what Buffer.toString writes, in both alphabets', () => {
    for (let i = 0; i < 200; i++) {
      const key = Buffer.from(Array.from({ length: 32 }, (_, at) => (i * 37 + at * 101) & 0xff))
      expect(parseKeyList(Buffer.from(key.toString('base64url')))).toEqual([key])
      expect(parseKeyList(Buffer.from(key.toString('base64').replace('=', '')))).toEqual([key])
    }
  })
})

describe('parseWrappedKeys', () => {
  const key = { keyId: '0'.repeat(16), publicKey: 'A'.repeat(43), kms: 'aws-kms', kmsKey: 'arn', ciphertext: 'AAAA' }
  it.each([
    ['', []],
    ['no list', { v: 1 }],
    ['no key', { v: 1, keys: [] }],
    ['another version', { v: 2, keys: [key] }],
    ['an unknown service', { v: 1, keys: [{ ...key, kms: 'abacus' }] }],
    ['a key id that is none', { v: 1, keys: [{ ...key, keyId: 'x' }] }],
    ['a blank in a name', { v: 1, keys: [{ ...key, kmsKey: 'a b' }] }],
    ['a long ciphertext', { v: 1, keys: [{ ...key, ciphertext: 'A'.repeat(9000) }] }],
  ])('refuses %s', (_, value) => {
    expect(parseWrappedKeys(JSON.stringify(value))).toBeUndefined()
    expect(parseWrappedKeys('{')).toBeUndefined()
  })
})
