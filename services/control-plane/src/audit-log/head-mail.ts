import { type AuditHead, formatHead } from '@1relay/audit'
import { type Letter, nameInMail } from '../mail/index.js'

/** Tells an admin where the chain stands, in a form that the verifier takes. */
export const headMail = (head: AuditHead, workspaceName: string, publicOrigin: string): Letter => ({
  subject: 'Where the audit of your 1Relay workspace stands',
  paragraphs: [
    `The audit of “${nameInMail(workspaceName)}” had ${head.seq} records on ${head.recordedAt.slice(0, 16).replace('T', ' ')} (UTC). Keep this mail: with it you can prove later that none of them was changed or removed since.`,
    formatHead(head),
    'Save these words in a file, export the audit as a chain, and run: 1relay audit verify EXPORT --head FILE. An admin can switch these mails off in the settings of the audit.',
  ],
  action: { label: 'See the audit', url: `${publicOrigin}/workspaces/${head.workspaceId}/audit` },
})
