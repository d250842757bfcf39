import { findProvider, type Provider } from '@1relay/contracts'
import { replaced, without } from './edit-json.js'
import { scalarOf, type JsonObject } from './read-json.js'

export type ChatTarget =
  | { readonly ok: true; readonly provider: Provider; readonly model: string | null; readonly body: Buffer | null }
  | { readonly ok: false; readonly code: 'provider_required' | 'provider_unknown' | 'ambiguous_request' }

/**
 * Which provider a unified chat request wants (header, body field `provider`, or `provider/model`), and the body that goes there.
 * `body` is null when the received bytes go on as they are. The cut is made in the bytes, never by printing parsed JSON again:
 * that would change numbers and order.
 */
export const readChatTarget = (header: string | undefined, json: JsonObject): ChatTarget => {
  // An object called `provider` is OpenRouter's routing preference and none of ours.
  const field = textOf(json, 'provider') ?? undefined
  if (header !== undefined && field !== undefined && header !== field) return { ok: false, code: 'ambiguous_request' }
  const model = textOf(json, 'model')
  const prefix = header === undefined && field === undefined ? prefixOf(model) : undefined
  const slug = header ?? field ?? prefix
  if (slug === undefined) return { ok: false, code: 'provider_required' }
  const provider = findProvider(slug)
  if (provider === undefined) return { ok: false, code: 'provider_unknown' }
  if (prefix === undefined || model === null) {
    return { ok: true, provider, model, body: field === undefined ? null : without(json, 'provider') }
  }
  const bare = model.slice(prefix.length + 1)
  return { ok: true, provider, model: bare, body: replaced(json, 'model', JSON.stringify(bare)) }
}

const textOf = (json: JsonObject, key: string): string | null => {
  const value = scalarOf(json, key)
  return typeof value === 'string' ? value : null
}

const prefixOf = (model: string | null): string | undefined => {
  const slash = model?.indexOf('/') ?? -1
  return slash > 0 && model?.slice(0, slash) !== 'models' ? model?.slice(0, slash) : undefined
}
