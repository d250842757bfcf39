import { parseToken } from '@1relay/vault'
import { CliProblem } from '../problem.js'

/** A disposable key as somebody named it: by the whole token, or by its id. */
export type KeyName =
  { readonly kind: 'token'; readonly token: string; readonly id: string } | { readonly kind: 'id'; readonly id: string }

/** Takes a whole token, its beginning as lists show it (`rk_app_<id>_…`), or the id alone. */
export const readKeyName = (text: string): KeyName => {
  const parsed = parseToken(text)
  if (parsed.ok) return { kind: 'token', token: text, id: parsed.token.id }
  const [, id] = /^(?:rk_(?:app|agent|person|vendor|proxy)_)?([0-9A-Za-z]{16})(?:_[^_]*)?$/.exec(text) ?? []
  if (id !== undefined) return { kind: 'id', id }
  throw new CliProblem(
    'usage',
    'Name the key by its id, by the beginning that lists show, or by the whole token. This is none of them.',
  )
}
