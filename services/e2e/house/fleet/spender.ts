import { canary } from '../api.js'
import { makeBotToken, makePerson, type GrantWish, type Person } from '../person.js'

/** A grant with its token, and the ledger that its money is in. */
export interface Spender {
  readonly id: string
  readonly ledgerId: string
  readonly token: string
  readonly person: Person
}

/** A new person's bot token with these budgets and limits. */
export const makeSpender = async (wish: Omit<GrantWish, 'keys'>): Promise<Spender> => {
  const person = await makePerson()
  const bot = await makeBotToken(person, { ...wish, keys: { openai: canary('sk-fleet-') } })
  return { ...bot, ledgerId: person.accountId, person }
}
