import { fault } from '@1relay/faults'
import type { Challenges } from './challenges.port.js'
import type { PasskeyStore, StoredPasskey } from './passkey-store.port.js'
import type { Assertion, Attestation, WebAuthn } from './webauthn.port.js'

/** How long a person may take to find their finger. */
export const CHALLENGE_MS = 5 * 60 * 1000
const PASSKEYS_MAX = 20

/** A passkey as its person may see it. */
export type Passkey = Pick<StoredPasskey, 'id' | 'name' | 'isBackedUp' | 'createdAt' | 'lastUsedAt'>

export interface PasskeysParts {
  store: PasskeyStore
  challenges: Challenges
  webAuthn: WebAuthn
  /** Tells a person by mail that a passkey was added to their account. */
  tellAdded: (accountId: string, name: string) => Promise<void>
  clock: () => Date
}

/** Adds, lists and removes passkeys, and recognises whose account one opens. */
export class Passkeys {
  readonly #parts: PasskeysParts

  constructor(parts: PasskeysParts) {
    this.#parts = parts
  }

  /** Options for the browser to make a passkey; those of the account are named, so that no device makes a second one. */
  async beginAdding({ id: accountId, email }: { id: string; email: string }): Promise<unknown> {
    const { store, webAuthn, challenges } = this.#parts
    const options = await webAuthn.creationOptions({ accountId, email, excluded: await store.list(accountId) })
    await challenges.put(options.challenge, { for: 'adding', accountId }, CHALLENGE_MS)
    return options
  }

  /** The passkey that the browser made. Fails with `passkey_rejected`, `passkey_exists` or `too_many`. */
  async add(accountId: string, { name, response }: { name: string; response: Attestation }): Promise<Passkey> {
    const { store, challenges, webAuthn, clock, tellAdded } = this.#parts
    const challenge = webAuthn.challengeIn(response.response.clientDataJSON)
    const use = challenge === undefined ? undefined : await challenges.take(challenge)
    const isTheirs = use?.for === 'adding' && use.accountId === accountId
    if (challenge === undefined || !isTheirs) throw fault('passkey_rejected', 'a challenge that is not theirs')
    const made = await webAuthn.checkAttestation(response, challenge)
    if (made === undefined) throw fault('passkey_rejected', 'an attestation that does not hold')
    const transports = response.response.transports ?? []
    const passkey = { ...made, accountId, transports, name, createdAt: clock(), lastUsedAt: null }
    const outcome = await store.add(passkey, PASSKEYS_MAX)
    if (outcome !== 'added') throw fault(outcome, 'a passkey that cannot be added')
    await tellAdded(accountId, name)
    return passkey
  }

  /** Options for the browser to sign in with any passkey it has for us. */
  async beginSignIn(): Promise<unknown> {
    const options = await this.#parts.webAuthn.requestOptions()
    await this.#parts.challenges.put(options.challenge, { for: 'signing_in' }, CHALLENGE_MS)
    return options
  }

  /** The passkey, and whose account it opens. Fails with `passkey_rejected`, whatever is wrong. */
  async prove(assertion: Assertion): Promise<{ accountId: string; passkeyId: string }> {
    const { store, challenges, webAuthn, clock } = this.#parts
    const challenge = webAuthn.challengeIn(assertion.response.clientDataJSON)
    const use = challenge === undefined ? undefined : await challenges.take(challenge)
    if (challenge === undefined || use?.for !== 'signing_in') throw fault('passkey_rejected', 'no such challenge')
    const passkey = await store.find(assertion.id)
    if (passkey === undefined || !isOf(passkey, assertion)) throw fault('passkey_rejected', 'no such passkey')
    const checked = await webAuthn.checkAssertion(assertion, challenge, passkey)
    if (checked === undefined) throw fault('passkey_rejected', 'an assertion that does not hold')
    const used = { from: passkey.counter, to: checked.counter, isBackedUp: checked.isBackedUp, at: clock() }
    if (!(await store.markUsed(passkey.id, used))) throw fault('passkey_rejected', 'its counter was used meanwhile')
    return { accountId: passkey.accountId, passkeyId: passkey.id }
  }

  list(accountId: string): Promise<Passkey[]> {
    return this.#parts.store.list(accountId)
  }

  async rename(accountId: string, id: string, name: string): Promise<Passkey> {
    const passkey = await this.#parts.store.rename(accountId, id, name)
    if (passkey === undefined) throw fault('not_found', 'no such passkey of this account')
    return passkey
  }

  /** It signs in no more, and opens no vault. */
  async remove(accountId: string, id: string): Promise<void> {
    if (!(await this.#parts.store.remove(accountId, id))) throw fault('not_found', 'no such passkey of this account')
  }
}

// A discoverable passkey always names its account (WebAuthn §7.2 step 6); ours are made with the id's ASCII bytes.
const isOf = ({ accountId }: StoredPasskey, { response: { userHandle } }: Assertion): boolean =>
  userHandle !== undefined && Buffer.from(userHandle, 'base64url').toString('utf8') === accountId
