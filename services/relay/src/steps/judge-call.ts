import { findProvider, type LiveGrant, type Provider } from '@1relay/contracts'
import type { Call, Upstream } from '../call.js'
import { isCapped } from '../grants/index.js'
import {
  askForUsage,
  bareModel,
  hidesUsage,
  modelInPath,
  PLAIN_ENDPOINT,
  readBodyFacts,
  readChatTarget,
  readEndpoint,
  readForm,
  readJsonObject,
  readModelTarget,
  uploadFacts,
  type JsonObject,
} from '../inspect/index.js'
import { allowsOrigin, judgeHead, judgeModel, judgeToken, type Verdict } from '../judge/index.js'
import { isForPages } from '../pages/index.js'
import { Refusal } from '../refuse/index.js'
import { modelInQuery, normalisePath, readQuery, withoutParameter } from '../route/index.js'
import { isReadable, RESPONSE_OUTPUT_TOKENS } from '../socket/index.js'
import type { Bearer } from '../token/index.js'
import { chooseUpstream, protectedUpstream, type OperatorOrigins } from './choose-upstream.js'
import { judgeCallNetwork, type NetworkContext } from './judge-network.js'
import { baseOriginOf, pinnedGrant, type PageContext } from './page-call.js'
import { readCallBody, type BodyLimits } from './read-call-body.js'

export interface JudgeContext extends BodyLimits, NetworkContext, PageContext {
  readonly operatorOrigins: OperatorOrigins
  readonly now: () => number
}

/** Judges a call on a grant, reading its body if and only if the route, the scope or a budget needs to know what is in it. */
export const judgeCall = async (call: Call, grant: LiveGrant, token: Bearer, context: JudgeContext): Promise<void> => {
  enforce(judgeToken(grant, { nowMs: context.now(), prefix: token.prefix }))
  if (grant.network !== undefined) await judgeCallNetwork(call, grant, grant.network, context)
  if (grant.origins !== undefined && !allowsOrigin(grant.origins, headerOf(call, 'origin')))
    throw new Refusal('origin_not_allowed', 'origin_not_allowed')

  const { route } = call
  if (route.kind === 'protected') {
    call.upstream = protectedUpstream(grant, route.connectionId, context.operatorOrigins)
    judgeScope(call, grant, call.upstream.provider)
  } else {
    const provider = await providerOf(call, route, context)
    if (provider === undefined) throw new Refusal('provider_unknown', 'provider_unknown')
    judgeScope(call, grant, provider)
    if (isForPages(route)) {
      const origin = provider.origin === null ? baseOriginOf(headerOf(call, 'x-relay-base-url')) : undefined
      const pinned = await pinnedGrant(grant, { provider, origin }, token, context)
      call.upstream = chooseUpstream(pinned, provider, origin, context.operatorOrigins)
    } else {
      const named = headerOf(call, 'x-1relay-upstream')
      call.upstream = chooseUpstream(grant, provider, named, context.operatorOrigins)
    }
  }
  if (isThisRelay(call, call.upstream)) throw new Refusal('upstream_not_allowed', 'upstream_not_allowed')
  const { provider } = call.upstream
  call.isCapped = provider !== undefined && isCapped(grant)
  if (provider === undefined) await judgePlain(call, grant, context)
  else if (call.socket !== undefined) judgeSocket(call, grant, provider)
  else await judgeBody(call, grant, provider, context)
}

/**
 * A custom upstream at the address that the caller used for us. One request whose path names us again and again would become as many as
 * its path has room for, each of them admitted and paid for like the first.
 */
const isThisRelay = ({ req }: Call, { origin, isGuarded }: Upstream): boolean =>
  isGuarded && origin.slice('https://'.length) === req.headers.host?.toLowerCase().replace(/:443$/, '')

const providerOf = async (
  call: Call,
  route: Exclude<Call['route'], { kind: 'protected' }>,
  limits: BodyLimits,
): Promise<Provider | undefined> => {
  switch (route.kind) {
    case 'chat':
      return readChat(call, limits)
    case 'model':
      return readModel(call, limits)
    case 'passthrough':
      return findProvider(route.slug)
  }
}

/** What the scope says of everything but the model. */
const judgeScope = (call: Call, grant: LiveGrant, provider: Provider | undefined): void => {
  // A token in the query would stand in every log on the way: it is neither read nor sent on.
  if (provider?.slug === 'google') call.query = withoutParameter(call.query, 'key')
  enforce(judgeHead(grant.scope, { method: call.method, path: call.path, query: readQuery(call.query) }))
}

/** A plain API: nobody reads what is in a body. */
const judgePlain = async (call: Call, grant: LiveGrant, limits: BodyLimits): Promise<void> => {
  call.endpoint = PLAIN_ENDPOINT
  enforce(judgeModel(grant.scope, null, call.socket === undefined ? call.method : 'POST'))
  if (call.socket === undefined) await readCallBody(call, limits, false)
  else call.body = { kind: 'none' }
}

/** What the body says, for a grant that cares; then the model, and whether a budget could cover it at all. */
const judgeBody = async (call: Call, grant: LiveGrant, provider: Provider, limits: BodyLimits): Promise<void> => {
  const { path, isCapped: hasBudget } = call
  if (!path.ok) return
  const endpoint = readEndpoint(provider.dialect, call.method, path.path)
  call.endpoint = endpoint
  const isInspected = hasBudget || grant.scope.models !== undefined
  await readCallBody(call, limits, isInspected)
  if (call.json?.ok === true) {
    call.facts = readBodyFacts(call.json, endpoint)
    if (call.chatModel !== undefined)
      call.facts = { ...call.facts, model: call.chatModel === null ? null : bareModel(call.chatModel) }
  }
  if (call.isUpload && call.json === undefined) call.facts = uploadFacts(isInspected ? formOf(call) : undefined)
  const pathModel = modelInPath(endpoint.dialect, path.path)
  if (pathModel !== null) {
    // Without alt=sse Google streams one JSON array, which cannot be watched event by event: held like a whole answer.
    const isStream = path.path.endsWith(':streamGenerateContent') && /(?:^|&)alt=sse(?:&|$)/.test(call.query)
    call.facts = { ...call.facts, model: pathModel, isStream }
  }
  if (hasBudget && call.json?.ok === true) askForItsUsage(call, provider, path.path, call.json)
  enforce(judgeModel(grant.scope, call.facts.model, call.method))
  for (const other of call.facts.otherModels) enforce(judgeModel(grant.scope, other, call.method))
  if (hasBudget && (endpoint.spendsUnseen || call.facts.isBackground)) {
    throw new Refusal('budget_exceeded', 'budget_exceeded')
  }
}

const formOf = ({ body, req }: Call): ReturnType<typeof readForm> =>
  body?.kind === 'whole' ? readForm(body.bytes, req.headers['content-type'] ?? '') : undefined

/** The cap of a stream is settled on what it reports, so it has to report. */
const askForItsUsage = (call: Call, provider: Provider, path: string, json: JsonObject): void => {
  call.asksForUsage = hidesUsage(provider, path, call.facts, json)
  if (!call.asksForUsage || call.body?.kind !== 'whole') return
  // What goes out may have been cut already.
  const sent = call.body.bytes === json.bytes ? { ...json, ok: true as const } : readJsonObject(call.body.bytes)
  if (sent.ok) call.body = { kind: 'whole', bytes: askForUsage(sent) }
}

/** A socket runs models whatever its method says: the one in its query if its protocol names it there, otherwise any that its frames name. */
const judgeSocket = (call: Call, grant: LiveGrant, provider: Provider): void => {
  const { path } = call
  if (!path.ok) return
  const model = modelInQuery(call.query)
  call.body = { kind: 'none' }
  call.endpoint = { ...readEndpoint(provider.dialect, 'POST', path.path), isFree: false }
  call.facts = { ...call.facts, model, isStream: true, outputMax: RESPONSE_OUTPUT_TOKENS }
  const isKnown = isReadable(call.endpoint.dialect, path.path, model)
  enforce(judgeModel(grant.scope, isKnown ? model : null, 'POST'))
  if (call.isCapped && !isKnown) throw new Refusal('budget_exceeded', 'budget_exceeded')
}

/** The unified route names its provider in a header, a field or the model: the body has to be read to know where it goes. */
const readChat = async (call: Call, limits: BodyLimits): Promise<Provider> => {
  await readCallBody(call, limits, true)
  const { json } = call
  if (json?.ok !== true) throw new Refusal('invalid_json', 'invalid_json')
  const target = readChatTarget(headerOf(call, 'x-1relay-provider'), json)
  if (!target.ok) throw new Refusal(target.code, target.code)
  call.chatModel = target.model
  if (target.body !== null) call.body = { kind: 'whole', bytes: target.body }
  call.path = normalisePath(target.provider.chatPath)
  return target.provider
}

/** The route of browser apps that names no provider: its model says which one, and the body is in that one's form. */
const readModel = async (call: Call, limits: BodyLimits): Promise<Provider> => {
  await readCallBody(call, limits, true)
  const { json } = call
  if (json?.ok !== true) throw new Refusal('invalid_json', 'invalid_json')
  const target = readModelTarget(json)
  if (target === undefined) throw new Refusal('provider_required', 'provider_required')
  call.chatModel = target.model
  if (target.body !== null) call.body = { kind: 'whole', bytes: target.body }
  call.path = normalisePath(target.path)
  call.query = target.query
  return target.provider
}

const enforce = (verdict: Verdict): void => {
  if (!verdict.ok) throw new Refusal(verdict.code, verdict.reason)
}

const headerOf = (call: Call, name: string): string | undefined => {
  const value = call.req.headers[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}
