import { resolve, sample, type Schema } from './contract.js'

export interface BadBody {
  what: string
  bytes: Uint8Array | string
  contentType?: string
}

const typeOf = (schema: Schema): string => {
  if (schema.type) return Array.isArray(schema.type) ? schema.type.join('|') : schema.type
  return schema.properties || schema.allOf ? 'object' : 'any'
}

/** Values that a schema refuses, each with a word for it. */
const wrongValues = (schema: Schema): [string, unknown][] => {
  const type = typeOf(schema)
  const wrong: [string, unknown][] = []
  if (!type.includes('object') && type !== 'any') wrong.push(['an object', { a: 1 }])
  if (!type.includes('array') && type !== 'any') wrong.push(['an array', [[]]])
  if (!type.includes('null') && !schema.oneOf) wrong.push(['null', null])
  if (!type.includes('string') && !schema.oneOf) wrong.push(['a string', 'not that'])
  if (!type.includes('integer') && !schema.oneOf) wrong.push(['a fraction', 1.5])
  if (schema.maxLength) wrong.push(['a string that is too long', 'A'.repeat(schema.maxLength + 1)])
  if (schema.pattern && !schema.pattern.startsWith('^.')) wrong.push(['a control character', 'a\u0000b'])
  if (schema.maximum !== undefined) wrong.push(['a number that is too large', schema.maximum + 1])
  if (schema.minimum !== undefined) wrong.push(['a number that is too small', schema.minimum - 1])
  return wrong
}

const withoutKey = (value: Record<string, unknown>, key: string): Record<string, unknown> =>
  Object.fromEntries(Object.entries(value).filter(([name]) => name !== key))

/** Every way to spoil one place of a body, as [what, body]. */
const spoil = (given: Schema, at = ''): [string, unknown][] => {
  const schema = resolve(given)
  const cases: [string, unknown][] = wrongValues(schema).map(([what, value]) => [`${at || 'body'} is ${what}`, value])
  const forms = schema.oneOf?.filter((form) => resolve(form).properties) ?? []
  if (schema.oneOf) return [...cases, ...forms.flatMap((form) => spoil(form, at))]
  if (schema.properties) {
    const whole = sample(schema) as Record<string, unknown>
    for (const name of schema.required ?? []) cases.push([`${at}/${name} is missing`, withoutKey(whole, name)])
    if (schema.additionalProperties === false) cases.push([`${at}/ has an extra field`, { ...whole, unexpected: 1 }])
    for (const [name, property] of Object.entries(schema.properties)) {
      for (const [what, value] of spoil(property, `${at}/${name}`)) cases.push([what, { ...whole, [name]: value }])
    }
  }
  if (schema.items) for (const [what, value] of spoil(schema.items, `${at}/0`)) cases.push([what, [value]])
  return cases
}

/** Bodies that no endpoint may take, whatever its schema. */
const hostile = (valid: unknown): BadBody[] => {
  const json = JSON.stringify(valid)
  return [
    { what: 'half a JSON', bytes: json.slice(0, -1) },
    { what: 'two JSON values', bytes: json + json },
    {
      what: 'bytes that are not UTF-8',
      bytes: Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xff, 0xc0]), Buffer.from('"}')]),
    },
    { what: 'UTF-16', bytes: Buffer.from(json, 'utf16le') },
    { what: 'two megabytes', bytes: JSON.stringify({ ...(valid as object), unexpected: 'x'.repeat(2 * 1024 * 1024) }) },
    { what: 'ten thousand nested arrays', bytes: '['.repeat(10_000) + ']'.repeat(10_000) },
    { what: 'a prototype', bytes: '{"__proto__":{"isAdmin":true},"constructor":{"prototype":{}}}' },
    { what: 'a number beyond all numbers', bytes: '{"unexpected":1e999999}' },
    { what: 'text/plain', bytes: json, contentType: 'text/plain' },
    { what: 'a form', bytes: 'a=1&b=2', contentType: 'application/x-www-form-urlencoded' },
    { what: 'XML that calls itself JSON', bytes: '<?xml version="1.0"?><a/>' },
    { what: 'an unknown charset', bytes: json, contentType: 'application/json; charset=klingon' },
  ]
}

/** Everything that an operation with this body schema has to refuse. */
export const badBodies = (schema: Schema): BadBody[] => {
  const spoiled = spoil(schema).map(([what, value]) => ({ what, bytes: JSON.stringify(value) }))
  return [...spoiled, ...hostile(sample(schema))]
}
