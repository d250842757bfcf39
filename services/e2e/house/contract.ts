import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'

export interface Schema {
  $ref?: string
  type?: string | string[]
  properties?: Record<string, Schema>
  required?: string[]
  additionalProperties?: boolean
  items?: Schema
  allOf?: Schema[]
  oneOf?: Schema[]
  const?: unknown
  enum?: unknown[]
  default?: unknown
  examples?: unknown[]
  minItems?: number
  minimum?: number
  maximum?: number
  minLength?: number
  maxLength?: number
  pattern?: string
}

export interface Parameter {
  name: string
  in: 'path' | 'query' | 'header'
  required?: boolean
  schema: Schema
}

export interface Operation {
  operationId: string
  method: string
  path: string
  tags: string[]
  security: Record<string, string[]>[]
  parameters: Parameter[]
  body?: Schema
}

type Raw = Record<string, unknown>
const document = parse(readFileSync(join(__dirname, '../../../contracts/openapi.yaml'), 'utf8')) as Raw

/** Follows a reference of the contract, once. */
export const resolve = <T>(node: T): T => {
  const ref = (node as { $ref?: string }).$ref
  if (!ref) return node
  const found = ref
    .slice(2)
    .split('/')
    .reduce<unknown>((at, key) => (at as Raw)[key], document)
  return resolve(found as T)
}

const bodyOf = (raw: Raw): Schema | undefined => {
  if (!raw['requestBody']) return undefined
  const { content } = resolve(raw['requestBody']) as { content: Record<string, { schema: Schema }> }
  return content['application/json']?.schema
}

const readOperation = (path: string, method: string, item: Raw): Operation => {
  const raw = item[method] as Raw
  const body = bodyOf(raw)
  const parameters = [...((item['parameters'] as Parameter[]) ?? []), ...((raw['parameters'] as Parameter[]) ?? [])]
  return {
    operationId: raw['operationId'] as string,
    method: method.toUpperCase(),
    path,
    tags: raw['tags'] as string[],
    security: raw['security'] as Operation['security'],
    parameters: parameters.map((parameter) => resolve(parameter)),
    ...(body ? { body } : {}),
  }
}

/** Every operation of the public contract. */
export const operations: Operation[] = Object.entries(document['paths'] as Record<string, Raw>).flatMap(
  ([path, item]) =>
    ['get', 'post', 'put', 'patch', 'delete']
      .filter((method) => item[method])
      .map((method) => readOperation(path, method, item)),
)

/** A value that the schema takes. */
export const sample = (given: Schema): unknown => {
  const schema = resolve(given)
  if (schema.examples) return schema.examples[0]
  if ('const' in schema) return schema.const
  if (schema.enum) return schema.enum[0]
  if ('default' in schema) return schema.default
  if (schema.oneOf?.[0]) return sample(schema.oneOf[0])
  if (schema.allOf?.length === 1) return sample(schema.allOf[0] as Schema)
  if (schema.allOf) return Object.assign({}, ...schema.allOf.map((part) => sample(part) as object)) as unknown
  if (schema.properties) {
    const entries = Object.entries(schema.properties)
    return Object.fromEntries(entries.map(([name, property]) => [name, sample(property)]))
  }
  if (schema.items) return Array.from({ length: schema.minItems ?? 1 }, () => sample(schema.items as Schema))
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type
  if (type === 'integer' || type === 'number') return schema.minimum ?? 1
  if (type === 'boolean') return true
  if (type === 'string') return fill(schema)
  return {}
}

const fill = (schema: Schema): string => {
  const repeated = /^\^\[A-Za-z0-9_-\]\{(\d+)\}\$$/.exec(schema.pattern ?? '')
  return 'A'.repeat(repeated ? Number(repeated[1]) : Math.max(schema.minLength ?? 1, 1))
}
