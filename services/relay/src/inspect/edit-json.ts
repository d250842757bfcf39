import { memberOf, type JsonObject } from './read-json.js'

/** The bytes with another value for a member of the top level, which is there. */
export const replaced = (json: JsonObject, key: string, value: string): Buffer => {
  const { valueStart: from, end } = memberOf(json, key) ?? NOWHERE
  return spliced(json.bytes, { from, end }, value)
}

/** The bytes without a member of the top level, if it is there. */
export const without = (json: JsonObject, key: string): Buffer => {
  const { bytes, members } = json
  const at = members.findIndex((member) => member.key === key)
  const member = members[at]
  if (member === undefined) return bytes
  const next = members[at + 1]
  if (next !== undefined) return spliced(bytes, { from: member.start, end: next.start }, '')
  return spliced(bytes, { from: members[at - 1]?.end ?? member.start, end: member.end }, '')
}

/** The bytes of an object with one more member at its end. */
export const extended = ({ bytes, members }: JsonObject, key: string, value: string): Buffer => {
  const last = members.at(-1)
  const from = last?.end ?? bytes.indexOf('{') + 1
  return spliced(bytes, { from, end: from }, `${last === undefined ? '' : ','}${JSON.stringify(key)}:${value}`)
}

const NOWHERE = { valueStart: 0, end: 0 }

const spliced = (bytes: Buffer, { from, end }: { from: number; end: number }, value: string): Buffer =>
  Buffer.concat([bytes.subarray(0, from), Buffer.from(value), bytes.subarray(end)])
