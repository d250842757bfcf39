import { z } from 'zod'

const RECIPE = 'Make one with: openssl rand -base64 32'
const ENTROPY_BITS_MIN = 100

const knownWeak =
  /change[-_ ]?me|password|passw0rd|default|example|placeholder|your[-_ ]|my[-_ ]?secret|insecure|sample|letmein|qwerty|^secret/i

// Shannon's measure over the characters: no proof of randomness, but what people type by hand falls below it.
const entropyBits = (value: string): number => {
  const counts = new Map<string, number>()
  for (const char of value) counts.set(char, (counts.get(char) ?? 0) + 1)
  return [...counts.values()].reduce((bits, count) => bits - count * Math.log2(count / value.length), 0)
}

const repeats = (value: string): boolean => /^(.{1,24}?)\1+.{0,12}$/.test(value)

const runs = (value: string): boolean => {
  let steps = 0
  for (let at = 1; at < value.length; at++) if (Math.abs(value.charCodeAt(at) - value.charCodeAt(at - 1)) <= 1) steps++
  return steps > value.length / 2
}

const weakness = (value: string, minLength: number): string | undefined => {
  if (value.length < minLength) return `is too short: ${minLength} characters at least.`
  if (knownWeak.test(value)) return 'looks like a default or an example.'
  if (repeats(value) || runs(value) || entropyBits(value) < ENTROPY_BITS_MIN) return 'is too easy to guess.'
  return undefined
}

/** A random secret of at least `minLength` characters. Refuses what is missing, short, guessable or a default. */
export const secret = (minLength = 32) =>
  z.string(`is missing. ${RECIPE}`).superRefine((value, context) => {
    const problem = weakness(value, minLength)
    if (problem) context.addIssue({ code: 'custom', message: `${problem} ${RECIPE}` })
  })

const KEY_BYTES = 32

// Both alphabets of base64, with or without padding: what `openssl rand -base64 32` prints is one of them.
const keyIn = (text: string): Buffer | undefined => {
  const key = Buffer.from(text, 'base64')
  const isWhole = text.replaceAll('+', '-').replaceAll('/', '_').replace(/=$/, '') === key.toString('base64url')
  return isWhole && key.length === KEY_BYTES ? key : undefined
}

/**
 * Random keys of 32 bytes in base64 or base64url, the current one first, then those that it replaces, with commas between them.
 * Refuses what is no such key, guessable or named twice.
 */
export const secretKeys = () =>
  z.string(`is missing. ${RECIPE}`).transform((value, context): readonly Buffer[] => {
    const refuse = (problem: string): never => {
      context.addIssue({ code: 'custom', message: `${problem} ${RECIPE}` })
      return z.NEVER
    }
    const texts = value.split(',').map((text) => text.trim())
    const keys = texts.flatMap((text) => keyIn(text) ?? [])
    if (keys.length < texts.length)
      return refuse('must be 32 random bytes in base64, or several with commas between them.')
    const weak = texts.map((text) => weakness(text, KEY_BYTES)).find((problem) => problem !== undefined)
    if (weak !== undefined) return refuse(weak)
    if (new Set(keys.map((key) => key.toString('hex'))).size < keys.length) return refuse('names a key twice.')
    return keys
  })
