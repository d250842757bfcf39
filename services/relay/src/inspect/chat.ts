import { findProvider, type Provider } from '@1relay/contracts'
import type { Member } from './json-members.js'
import type { JsonReading } from './read-json.js'

export type ChatTarget =
  | { readonly ok: true; readonly provider: Provider; readonly model: string | null; readonly body: Buffer | null }
  | { readonly ok: false; readonly code: 'provider_required' | 'provider_unknown' | 'ambiguous_request' }

/**
 * Which provider a unified chat request wants (header, body field `provider`, or `provider/model`), and the body that goes there.
 * `body` is null when the received bytes go on as they are. The cut is made in the text, never by printing parsed JSON again:
 * that would change numbers and order.
 */
export const readChatTarget = (header: string | undefined, json: JsonReading & { ok: true }): ChatTarget => {
  const { value, text, members } = json
  // An object called `provider` is OpenRouter's routing preference and none of ours.
  const field = typeof value['provider'] === 'string' ? value['provider'] : undefined
  if (header !== undefined && field !== undefined && header !== field) return { ok: false, code: 'ambiguous_request' }
  const model = typeof value['model'] === 'string' ? value['model'] : null
  const prefix = header === undefined && field === undefined ? prefixOf(model) : undefined
  const slug = header ?? field ?? prefix
  if (slug === undefined) return { ok: false, code: 'provider_required' }
  const provider = findProvider(slug)
  if (provider === undefined) return { ok: false, code: 'provider_unknown' }

  let edited = text
  if (prefix !== undefined && model !== null) {
    const { valueStart, end } = memberOf(members, 'model')
    edited = edited.slice(0, valueStart) + JSON.stringify(model.slice(prefix.length + 1)) + edited.slice(end)
  } else if (field !== undefined) edited = withoutMember(text, members, memberOf(members, 'provider'))
  return {
    ok: true,
    provider,
    model: prefix === undefined ? model : (model?.slice(prefix.length + 1) ?? null),
    body: edited === text ? null : Buffer.from(edited),
  }
}

const prefixOf = (model: string | null): string | undefined => {
  const slash = model?.indexOf('/') ?? -1
  return slash > 0 && model?.slice(0, slash) !== 'models' ? model?.slice(0, slash) : undefined
}

const memberOf = (members: readonly Member[], key: string): Member =>
  members.find((member) => member.key === key) as Member // the parsed value has it, so the text has

/** The text without a member of its top level. */
export const withoutMember = (text: string, members: readonly Member[], member: Member): string => {
  const index = members.indexOf(member)
  const next = members[index + 1]
  if (next !== undefined) return text.slice(0, member.start) + text.slice(next.start)
  const previous = members[index - 1]
  return text.slice(0, previous?.end ?? member.start) + text.slice(member.end)
}
