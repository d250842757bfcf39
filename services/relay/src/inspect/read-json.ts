import { findRepeatedKey, topLevelMembers, type Member } from './json-members.js'

export type JsonObject = Readonly<Record<string, unknown>>

export type JsonReading =
  | { readonly ok: true; readonly value: JsonObject; readonly text: string; readonly members: readonly Member[] }
  | { readonly ok: false; readonly code: 'invalid_json' | 'ambiguous_request' }

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The JSON object in a body; refused if it is not one, not UTF-8, or says the same key twice where a decision depends on it. */
export const readJsonObject = (body: Buffer): JsonReading => {
  let text: string
  let value: unknown
  try {
    text = UTF8.decode(body)
    value = JSON.parse(text)
  } catch {
    return { ok: false, code: 'invalid_json' }
  }
  if (!isObject(value)) return { ok: false, code: 'invalid_json' }
  const members = topLevelMembers(text)
  if (findRepeatedKey(members) !== undefined || hasRepeatedInside(text, members)) {
    return { ok: false, code: 'ambiguous_request' }
  }
  return { ok: true, value, text, members }
}

/** True for JSON objects, not for arrays or null. */
export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

// Google's output limit stands one level down, so that level must be unambiguous too.
const hasRepeatedInside = (text: string, members: readonly Member[]): boolean =>
  members.some(
    ({ key, valueStart, end }) =>
      /^generation_?config$/i.test(key) && findRepeatedKey(topLevelMembers(text.slice(valueStart, end))) !== undefined,
  )
