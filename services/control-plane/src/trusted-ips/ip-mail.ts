import { type Letter, nameInMail } from '../mail/index.js'

/** What a mail about a blocked call says. */
export interface BlockedCall {
  readonly ip: string
  readonly client: string
  readonly integration: string
  readonly keyName: string
  readonly workspaceName: string
  readonly at: Date
}

/** Asks whether a call from a new address was the holder's own. */
export const ipLetter = (call: BlockedCall, url: string): Letter => ({
  subject: 'Confirm a new address for your 1Relay key',
  paragraphs: [
    `A request with your key “${nameInMail(call.keyName)}” came from a new address. It was blocked: nothing has reached ${nameInMail(call.integration)}. If it was you, confirm the address.`,
    `Address: ${call.ip}`,
    `Client: ${call.client}`,
    `Integration: ${nameInMail(call.integration)}`,
    `Workspace: ${nameInMail(call.workspaceName)}`,
    `Time: ${call.at.toISOString().slice(0, 19).replace('T', ' ')} UTC`,
    'Confirming is one more click on the page behind this link; opening it changes nothing. It works once, for 24 hours.',
    'If this was not you, somebody else has your key. The request was blocked, so nothing has happened; say so on the page behind the link, and tell an admin of the workspace to revoke the key.',
  ],
  action: { label: 'Look at it', url },
})
