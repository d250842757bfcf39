import { type ContractDocument, servedPart } from '../edge/index.js'

type Schema = Readonly<Record<string, unknown>>

/** One operation of the contract that this process serves. */
export interface Operation {
  readonly id: string
  readonly verb: string
  readonly path: string
  /** Parameters in the path, as `<segment before>/{name}`: an id by the list that it is in (and whose list that is, see SHARED). */
  readonly params: readonly string[]
  /** Names of the schemes that it takes. */
  readonly schemes: readonly string[]
  /** Fields of the body and query parameters, by name. */
  readonly fields: readonly string[]
  readonly filters: readonly string[]
  /** Required query parameters, with samples. */
  readonly query: Readonly<Record<string, string>>
  /** A body that the contract takes; undefined if it takes none. */
  readonly body: unknown
}

const VERBS = ['get', 'post', 'put', 'patch', 'delete']

/** Lists that more than one kind of owner has: their ids are named with the list that the owner is in. */
const SHARED = ['webhooks']

const paramsOf = (path: string): string[] => {
  const segments = path.split('/')
  const beforeOf = (i: number): string => {
    const lists = segments.slice(0, i).filter((segment) => !segment.startsWith('{'))
    return lists.slice(SHARED.includes(lists.at(-1) ?? '') ? -2 : -1).join('/')
  }
  return segments.flatMap((segment, i) => (segment.startsWith('{') ? [`${beforeOf(i)}/${segment}`] : []))
}

/** Every operation, in the order of the document. */
export const readOperations = (contract: ContractDocument): Operation[] => {
  const resolve = (schema: Schema): Schema => {
    const ref = schema['$ref']
    if (typeof ref !== 'string') return schema
    const found = ref
      .slice(2)
      .split('/')
      .reduce<unknown>((part, key) => (part as Schema)[key], contract)
    return resolve(found as Schema)
  }
  const read = (path: string, item: Schema, verb: string): Operation => {
    const operation = item[verb] as Schema
    const given = [
      ...((item['parameters'] as Schema[] | undefined) ?? []),
      ...((operation['parameters'] as Schema[] | undefined) ?? []),
    ]
    const required = given.map(resolve).filter((one) => one['in'] === 'query' && one['required'] === true)
    const sampled = required.map((one) => [one['name'], one['example'] ?? sampleOf(one['schema'] as Schema, resolve)])
    return {
      id: operation['operationId'] as string,
      verb: verb.toUpperCase(),
      path,
      params: paramsOf(path),
      schemes: (operation['security'] as Schema[]).flatMap((scheme) => Object.keys(scheme)),
      fields: Object.keys(propertiesOf(operation['requestBody'] as Schema | undefined, resolve)),
      filters: given.map(resolve).flatMap((one) => (one['in'] === 'query' ? [one['name'] as string] : [])),
      query: Object.fromEntries(sampled) as Record<string, string>,
      body: bodyOf(operation['requestBody'] as Schema | undefined, resolve),
    }
  }
  return Object.entries(servedPart(contract).paths).flatMap(([path, item]) =>
    VERBS.filter((verb) => verb in item).map((verb) => read(path, item, verb)),
  )
}

type Resolve = (schema: Schema) => Schema

const mediaOf = (body: Schema | undefined, resolve: Resolve): Schema | undefined =>
  body && (resolve(body)['content'] as Record<string, Schema>)['application/json']

const propertiesOf = (body: Schema | undefined, resolve: Resolve): object => {
  const schema = mediaOf(body, resolve)?.['schema'] as Schema | undefined
  return schema === undefined ? {} : (resolve(schema)['properties'] ?? {})
}

const bodyOf = (body: Schema | undefined, resolve: Resolve): unknown => {
  const media = mediaOf(body, resolve)
  if (media === undefined) return undefined
  return media['example'] ?? sampleOf(media['schema'] as Schema, resolve)
}

/** The smallest value that the schema names: required fields only, and the first of every choice. */
const sampleOf = (given: Schema, resolve: Resolve): unknown => {
  const schema = resolve(given)
  const examples = schema['examples'] as unknown[] | undefined
  if (examples !== undefined) return examples[0]
  if ('example' in schema) return schema['example']
  if ('const' in schema) return schema['const']
  if (Array.isArray(schema['enum'])) return schema['enum'][0]
  if (Array.isArray(schema['allOf'])) {
    return Object.assign({}, ...schema['allOf'].map((part) => sampleOf(part as Schema, resolve))) as unknown
  }
  const choice = (schema['oneOf'] ?? schema['anyOf']) as Schema[] | undefined
  const type: unknown = Array.isArray(schema['type']) ? schema['type'][0] : schema['type']
  if (choice !== undefined && type === undefined) return sampleOf(choice[0] ?? {}, resolve)
  return sampleOfType(type, schema, resolve)
}

const sampleOfType = (type: unknown, schema: Schema, resolve: Resolve): unknown => {
  const properties = (schema['properties'] ?? {}) as Record<string, Schema>
  const atLeast = (schema['minLength'] as number | undefined) ?? 1
  switch (type) {
    case 'object': {
      const required = (schema['required'] as string[] | undefined) ?? []
      // A change has to change something.
      const names =
        required.length === 0 ? Object.keys(properties).slice(0, (schema['minProperties'] as number) ?? 0) : required
      return Object.fromEntries(names.map((name) => [name, sampleOf(properties[name] ?? {}, resolve)]))
    }
    case 'array': {
      const items = Array.from({ length: (schema['minItems'] as number | undefined) ?? 0 })
      return items.map(() => sampleOf(schema['items'] as Schema, resolve))
    }
    case 'integer':
    case 'number':
      return schema['minimum'] ?? 1
    case 'boolean':
      return true
    case 'null':
      return null
    default:
      if (schema['format'] === 'date-time') return '2099-01-01T00:00:00Z'
      // As in `^[A-Za-z0-9_-]{43}$`.
      return 'A'.repeat(Number(/\{(\d+)\}\$$/.exec(String(schema['pattern']))?.[1] ?? atLeast))
  }
}
