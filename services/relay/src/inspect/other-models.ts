import { listOf, scalarOf, type JsonObject } from './read-json.js'

/** Nothing but the model that is named. */
export const NO_OTHERS: readonly (string | null)[] = []

// OpenRouter's, and those of gateways like it. Elsewhere they are unknown fields.
const LISTS: ReadonlySet<string> = new Set(['models', 'fallbacks'])
const FIELDS: ReadonlySet<string> = new Set([...LISTS, 'preset', 'route'])

/**
 * Models that may run in place of the one that is named; null: one that the body does not name (a stored preset, a fallback of the provider's
 * choice). What may run is judged and priced like what is named.
 */
export const otherModels = (body: JsonObject): readonly (string | null)[] => {
  const keys = body.members.map(({ key }) => key).filter((key) => FIELDS.has(key.toLowerCase()))
  if (keys.length === 0) return NO_OTHERS
  const listed = keys.filter((key) => LISTS.has(key.toLowerCase())).flatMap((key) => modelsIn(body, key))
  // A route says how to choose from the list; without one the provider chooses from its own.
  const isOpen = listed.length === 0 || keys.some((key) => /^preset$/i.test(key))
  return isOpen && keys.some((key) => scalarOf(body, key) !== null) ? [...listed, null] : listed
}

const modelsIn = (body: JsonObject, key: string): (string | null)[] => {
  if (scalarOf(body, key) === null) return []
  return listOf(body, key)?.map(nameOf) ?? [null]
}

const nameOf = (item: unknown): string | null => {
  if (typeof item === 'string') return item
  const { model } = (item ?? {}) as { readonly model?: unknown }
  return typeof model === 'string' ? model : null
}
