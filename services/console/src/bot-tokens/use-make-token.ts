import { makeBotToken, type StoredKey } from '@1relay/custody'
import { ProblemError, unwrap } from '../api/index.js'
import { useOwner } from '../vault/index.js'
import { keyName, type TokenWish } from './parse-wish.js'

/** Seals the chosen keys and issues the token. Throws a ProblemError. */
export const useMakeToken = () => {
  const owner = useOwner()
  return async (wish: TokenWish, all: readonly StoredKey[]): Promise<{ token: string; provider: string }> => {
    const { accountId, vaultKey, ports } = await owner()
    const items = all.filter((item) => wish.keys.includes(keyName(item)))
    const { name, budgets, limits, models, expiresAt } = wish
    const terms = { name, budgets, limits, ...(models && { models }), ...(expiresAt && { expiresAt }) }
    const first = items[0]
    if (first === undefined) throw new ProblemError({ code: 'not_found' })
    const { token } = unwrap(await makeBotToken(ports, { accountId, vaultKey: vaultKey(), items, terms }))
    return { token, provider: first.provider }
  }
}
