import type { components, operations } from '@1relay/contracts'
import type { VaultApi } from '@1relay/custody'
import type { Outcome } from './problem.js'

type Schemas = components['schemas']
type Body<Operation extends keyof operations> = operations[Operation] extends {
  requestBody: { content: { 'application/json': infer Json } }
}
  ? Json
  : never

export type LinkView = Schemas['LinkView']
export type Account = Schemas['Account']
export type Provider = Schemas['Provider']
export type Authorization = Body<'authorizeLink'>
export type ConnectionUpdate = Body<'updateLinkedConnection'>
export type OwnerEnvelope = Schemas['OwnerEnvelope']
export type PasskeyOptions = Schemas['PasskeyOptionsAnswer']['data']['options']
export type PasskeyAssertion = Schemas['PasskeyAssertion']
export type LinkEvent = Omit<Body<'reportLinkEvent'>, 'linkToken'>

export interface SignedIn {
  readonly account: Account
  /** Proves the person; lives in this page's memory and in no storage. */
  readonly sessionToken: string
}

/**
 * The control plane, as the Link page needs it.
 *
 * Every call MUST settle with an Outcome and MUST NOT throw. `sessionToken` MUST travel in a header only, and no call may
 * send cookies: a page of another origin that frames this one gets nothing out of a session the browser already has.
 */
export interface LinkApi {
  open(linkToken: string): Promise<Outcome<LinkView>>
  listProviders(): Promise<Outcome<Provider[]>>
  signIn(how: 'login' | 'register', email: string, password: string): Promise<Outcome<SignedIn>>
  passkeyOptions(): Promise<Outcome<PasskeyOptions>>
  signInWithPasskey(response: PasskeyAssertion): Promise<Outcome<SignedIn>>
  signOut(sessionToken: string): Promise<void>
  /** The vault of whoever the token proves. */
  vaultOf(sessionToken: string): VaultApi
  authorize(sessionToken: string, authorization: Authorization): Promise<Outcome<{ connectionId: string }>>
  /** The seal half of a connection of this person, wrapped for them alone. */
  ownerEnvelope(sessionToken: string, grantId: string): Promise<Outcome<OwnerEnvelope>>
  update(sessionToken: string, update: ConnectionUpdate): Promise<Outcome<{ connectionId: string }>>
  /** For the developer of the app. What is lost on the way is lost. */
  report(linkToken: string, event: LinkEvent): Promise<void>
}
