import { formatRecoveryCode, makeRecoverySecret, parseRecoveryCode } from './recovery-code.js'

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const secret = Uint8Array.from({ length: 16 }, (_, i) => i * 16 + 7)
const code = formatRecoveryCode(secret)
const refuses = (text: string) =>
  expect(() => parseRecoveryCode(text)).toThrow(expect.objectContaining({ code: 'malformed' }))

describe('parseRecoveryCode', () => {
  it('refuses every code in which one symbol was misread', () => {
    const symbols = code.replaceAll('-', '')
    for (let i = 0; i < symbols.length; i++) {
      for (const other of ALPHABET) {
        if (other !== symbols[i]) refuses(symbols.slice(0, i) + other + symbols.slice(i + 1))
      }
    }
  })

  it('refuses every code in which two neighbours changed places', () => {
    const symbols = code.replaceAll('-', '')
    for (let i = 0; i + 1 < symbols.length; i++) {
      if (symbols[i] === symbols[i + 1]) continue
      refuses(symbols.slice(0, i) + symbols[i + 1] + symbols[i] + symbols.slice(i + 2))
    }
  })

  it('refuses what is too short, too long, or has a letter that the alphabet leaves out', () => {
    for (const text of ['', code.slice(1), `${code}0`, code.replace(/.$/, 'U'), 'A'.repeat(1e6)]) refuses(text)
    refuses(undefined as unknown as string)
  })

  it('reads a code in small letters, with other spaces and dashes, and with O, I, L for 0 and 1', () => {
    const one = formatRecoveryCode(new Uint8Array(16))
    expect(parseRecoveryCode(one.replaceAll('0', 'o'))).toEqual(new Uint8Array(16))
    const ones = formatRecoveryCode(secret.map(() => 0x08))
    expect(parseRecoveryCode(ones.replaceAll('1', 'l').replaceAll('0', 'O'))).toEqual(secret.map(() => 0x08))
    for (const typed of [code.toLowerCase(), code.replaceAll('-', ' '), `\t${code.replaceAll('-', '–')}\n`]) {
      expect(parseRecoveryCode(typed)).toEqual(secret)
    }
  })

  it('gives back every secret it was made from', () => {
    for (let i = 0; i < 200; i++) {
      const made = makeRecoverySecret()
      expect(parseRecoveryCode(formatRecoveryCode(made))).toEqual(made)
    }
  })
})
