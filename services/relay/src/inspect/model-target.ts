import { findProvider, MODEL_ROUTES, type Provider } from '@1relay/contracts'
import { replaced, without } from './edit-json.js'
import { readJsonObject, scalarOf, type JsonObject } from './read-json.js'

export interface ModelTarget {
  readonly provider: Provider
  readonly model: string
  /** The provider's own endpoint, with its query. */
  readonly path: string
  readonly query: string
  /** What goes there; null: the received bytes as they are. */
  readonly body: Buffer | null
}

const routes = MODEL_ROUTES.map(({ pattern, provider }) => ({ pattern: new RegExp(pattern, 'i'), provider }))

/**
 * Where a request of `POST /relay` wants to go: `provider/model`, or a name that a pattern knows; undefined where neither says. The body
 * is in the provider's own form already. The cut is made in the bytes: printing parsed JSON again would change numbers and order.
 */
export const readModelTarget = (json: JsonObject): ModelTarget | undefined => {
  const named = scalarOf(json, 'model')
  if (typeof named !== 'string') return undefined
  const slash = named.indexOf('/')
  const slug =
    slash > 0 ? named.slice(0, slash).toLowerCase() : routes.find(({ pattern }) => pattern.test(named))?.provider
  const provider = slug === undefined ? undefined : findProvider(slug)
  const model = slash > 0 ? named.slice(slash + 1).trim() : named
  if (provider === undefined || provider.origin === null || model === '') return undefined
  if (provider.slug === 'google') return googleTarget(provider, model, json)
  return {
    provider,
    model,
    path: nativePath(provider, model),
    query: '',
    body: slash > 0 ? replaced(json, 'model', JSON.stringify(model)) : null,
  }
}

const nativePath = ({ slug, chatPath }: Provider, model: string): string => {
  if (slug === 'anthropic') return '/v1/messages'
  return model.startsWith('text-embedding-') ? chatPath.replace('chat/completions', 'embeddings') : chatPath
}

/** Google names model and stream in the address, and refuses a body that does. */
const googleTarget = (provider: Provider, model: string, json: JsonObject): ModelTarget => {
  const isStream = scalarOf(json, 'stream') === true
  const cut = readJsonObject(without(json, 'stream'))
  const action = isStream ? 'streamGenerateContent' : 'generateContent'
  const path = `/v1beta/models/${encodeURIComponent(model)}:${action}`
  const body = cut.ok ? without(cut, 'model') : null
  return { provider, model, path, query: isStream ? 'alt=sse' : '', body }
}
