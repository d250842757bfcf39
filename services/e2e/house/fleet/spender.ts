import { canary, expectData } from '../api.js'
import { makeBotToken, makePerson, type Budget, type GrantWish, type Person } from '../person.js'

/** A grant with its token, and the ledger that its money is in. */
export interface Spender {
  readonly id: string
  readonly ledgerId: string
  readonly token: string
  readonly person: Person
}

type Wish = Omit<GrantWish, 'keys'>

/** A bot token of a person, by default a new one, with these budgets and limits. */
export const makeSpender = async (wish: Wish, owner?: Person): Promise<Spender> => {
  const person = owner ?? (await makePerson())
  const bot = await makeBotToken(person, { ...wish, keys: { openai: canary('sk-fleet-') } })
  return { ...bot, ledgerId: person.accountId, person }
}

/** A new person whose grants may spend so much together. */
export const makeCappedPerson = async (budgets: Budget[]): Promise<Person> => {
  const person = await makePerson()
  await expectData('/v1/account/budgets', { method: 'PUT', as: person.session, body: { budgets } })
  return person
}
