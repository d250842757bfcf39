import { findProvider, MODEL_ROUTES, type Provider } from '@1relay/contracts'
import { withoutMember } from './chat.js'
import { topLevelMembers } from './json-members.js'
import type { JsonReading } from './read-json.js'

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
 * is in the provider's own form already. The cut is made in the text: printing parsed JSON again would change numbers and order.
 */
export const readModelTarget = (json: JsonReading & { ok: true }): ModelTarget | undefined => {
  const named = json.value['model']
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
    body: slash > 0 ? withModel(json, model) : null,
  }
}

const nativePath = ({ slug, chatPath }: Provider, model: string): string => {
  if (slug === 'anthropic') return '/v1/messages'
  return model.startsWith('text-embedding-') ? chatPath.replace('chat/completions', 'embeddings') : chatPath
}

/** Google names model and stream in the address, and refuses a body that does. */
const googleTarget = (provider: Provider, model: string, json: JsonReading & { ok: true }): ModelTarget => {
  const isStream = json.value['stream'] === true
  let { text } = json
  for (const key of ['stream', 'model']) text = without(text, key)
  const action = isStream ? 'streamGenerateContent' : 'generateContent'
  const path = `/v1beta/models/${encodeURIComponent(model)}:${action}`
  return { provider, model, path, query: isStream ? 'alt=sse' : '', body: Buffer.from(text) }
}

const without = (text: string, key: string): string => {
  const members = topLevelMembers(text)
  const member = members.find((one) => one.key === key)
  return member === undefined ? text : withoutMember(text, members, member)
}

const withModel = ({ text, members }: JsonReading & { ok: true }, model: string): Buffer => {
  const member = members.find(({ key }) => key === 'model')
  if (member === undefined) return Buffer.from(text)
  return Buffer.from(text.slice(0, member.valueStart) + JSON.stringify(model) + text.slice(member.end))
}
