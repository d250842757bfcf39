import { type Letter, nameInMail } from '../mail/index.js'

export interface Invited {
  readonly workspaceName: string
  readonly invitedBy: string
  readonly url: string
}

/** The link that leads into a workspace. */
export const invitationMail = ({ workspaceName, invitedBy, url }: Invited): Letter => ({
  subject: 'You are invited to a workspace on 1Relay',
  paragraphs: [
    `${invitedBy} invites you to the workspace “${nameInMail(workspaceName)}”. The link works once, for seven days, and for this address only:`,
    'If you do not know who that is, do nothing. Never pass the link on.',
  ],
  action: { label: 'See the invitation', url },
})
