import { isUtf8 } from 'node:buffer'
import { scanJson, type Member } from './json-scan.js'

/** A JSON object where it stands: only what is asked for is taken out of it. */
export interface JsonObject {
  readonly bytes: Buffer
  readonly members: readonly Member[]
  /** Some key or type, however deep, names input that is not in the body. */
  readonly refersElsewhere: boolean
}

export type JsonReading =
  (JsonObject & { readonly ok: true }) | { readonly ok: false; readonly code: 'invalid_json' | 'ambiguous_request' }

const OPEN_BRACE = 0x7b
const OPEN_BRACKET = 0x5b
const QUOTE = 0x22
// What is asked for are names and switches, and numbers, which mean the same however they are written.
const TEXT_MAX_BYTES = 1024
const LIST_MAX_BYTES = 16 * 1024

/** The JSON object in a body; refused if it is not one, not UTF-8, or says the same key twice where a decision depends on it. */
export const readJsonObject = (body: Buffer): JsonReading => {
  if (!isUtf8(body)) return { ok: false, code: 'invalid_json' }
  const scan = scanJson(body)
  if (scan === 'excessive') return { ok: false, code: 'ambiguous_request' }
  if (scan === 'invalid' || scan.members === undefined) return { ok: false, code: 'invalid_json' }
  const { members, refersElsewhere } = scan
  const json = { ok: true, bytes: body, members, refersElsewhere } as const
  return repeatsKey(members) || repeatsInside(json) ? { ok: false, code: 'ambiguous_request' } : json
}

/** The member of that name at the top level. */
export const memberOf = ({ members }: JsonObject, key: string): Member | undefined =>
  members.find((member) => member.key === key)

/** Text, number, truth or null; undefined for what is not there, for objects and lists, and for text of more than 1 KiB. */
export const scalarOf = (json: JsonObject, key: string): string | number | boolean | null | undefined => {
  const member = memberOf(json, key)
  return member === undefined ? undefined : scalarAt(json.bytes, member.valueStart, member.end)
}

/** The list that is the value of that key; undefined for anything else, and for more than 16 KiB. */
export const listOf = (json: JsonObject, key: string): readonly unknown[] | undefined => {
  const member = memberOf(json, key)
  if (member === undefined || json.bytes[member.valueStart] !== OPEN_BRACKET) return undefined
  const { valueStart, end } = member
  if (end - valueStart > LIST_MAX_BYTES) return undefined
  return JSON.parse(json.bytes.toString('utf8', valueStart, end)) as unknown[]
}

/** The object that is the value of that key; undefined for anything else. */
export const objectOf = (json: JsonObject, key: string): JsonObject | undefined => {
  const member = memberOf(json, key)
  return member === undefined ? undefined : objectAt(json.bytes, member)
}

const scalarAt = (bytes: Buffer, from: number, end: number): string | number | boolean | null | undefined => {
  const first = bytes[from]
  if (first === OPEN_BRACE || first === OPEN_BRACKET) return undefined
  if (first === QUOTE && end - from > TEXT_MAX_BYTES) return undefined
  return JSON.parse(bytes.toString('utf8', from, end)) as string | number | boolean | null
}

const objectAt = (bytes: Buffer, { valueStart, end }: Member): JsonObject | undefined => {
  if (bytes[valueStart] !== OPEN_BRACE) return undefined
  const inner = bytes.subarray(valueStart, end)
  const scan = scanJson(inner)
  if (typeof scan === 'string' || scan.members === undefined) return undefined
  return { bytes: inner, members: scan.members, refersElsewhere: scan.refersElsewhere }
}

/**
 * Whether a key stands twice, letter case aside. JSON.parse takes the last one, other parsers the first, and Go's matches without case: the
 * model that is judged would not be the model that runs.
 */
const repeatsKey = (members: readonly Member[]): boolean =>
  new Set(members.map(({ key }) => key.toLowerCase())).size < members.length

// Google's output limit and the wish for usage stand one level down, so that level must be unambiguous too.
const repeatsInside = ({ bytes, members }: JsonObject): boolean =>
  members.some((member) => {
    if (!/^(?:generation_?config|stream_options)$/i.test(member.key)) return false
    const inner = objectAt(bytes, member)
    return inner === undefined ? bytes[member.valueStart] === OPEN_BRACE : repeatsKey(inner.members)
  })
