import type { UpstreamAuth } from './queries.js'

/** The two halves of a credential; `first` is empty for kinds that have one half only. */
export interface CredentialText {
  readonly first: string
  readonly second: string
}

export type CredentialProblem = Readonly<Partial<Record<'first' | 'second', string>>>

/** Whether a kind has two halves, and what they are called. */
export const halvesOf = (kind: UpstreamAuth['kind']): { readonly first?: string; readonly second: string } => {
  if (kind === 'basic') return { first: 'User', second: 'Password' }
  if (kind === 'oauth2') return { first: 'Client id', second: 'Client secret' }
  return { second: 'Real key' }
}

const MOST = 4096

/** What is wrong with a typed credential, without repeating any of it. */
export const refuseCredential = (kind: UpstreamAuth['kind'], { first, second }: CredentialText): CredentialProblem => {
  const two = halvesOf(kind).first !== undefined
  const problems: Record<string, string> = {}
  if (two && (first === '' || first.includes(':'))) problems['first'] = 'Enter it, without a colon.'
  else if (two && !isPrintable(first)) problems['first'] = 'No line breaks and no accented letters. Copy it again.'
  // Some APIs take the key as the user, with no password at all.
  if (second === '' && kind !== 'basic') problems['second'] = 'Paste it first.'
  else if (!isPrintable(second)) problems['second'] = 'No line breaks and no accented letters. Copy it again.'
  else if (first.length + second.length > MOST) problems['second'] = 'This is too long for a key.'
  return problems
}

// A space at either end was copied along with it, or is none of it.
const isPrintable = (text: string): boolean => /^[\x20-\x7e]*$/.test(text) && text.trim() === text

/** The bytes that are sealed: the key, or both halves with a colon between them. */
export const credentialBytes = (kind: UpstreamAuth['kind'], { first, second }: CredentialText): Uint8Array =>
  new TextEncoder().encode(halvesOf(kind).first === undefined ? second : `${first}:${second}`)
