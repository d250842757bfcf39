import type { KeyState, Owner } from './view.js'
import type { StatusTone } from '../../ui/index.js'

/** Whose hands a key is in, as people say it. */
export const OWNER_WORDS: Record<Owner, { readonly label: string; readonly hint: string }> = {
  application: {
    label: 'Application',
    hint: 'Production application, server, background job, or customer integration.',
  },
  agent: { label: 'AI agent', hint: 'Codex, Cursor, Claude, MCP server, or internal workflow agent.' },
  person: { label: 'Person', hint: 'Engineer, operator, support teammate, or analyst.' },
  vendor: { label: 'Vendor or contractor', hint: 'Temporary external access with expiry and audit.' },
  delegated: { label: 'Minted', hint: 'Minted by a provisioner.' },
}

export const STATE_WORDS: Record<KeyState, { readonly tone: StatusTone; readonly label: string }> = {
  active: { tone: 'good', label: 'Active' },
  revoked: { tone: 'quiet', label: 'Revoked' },
  expired: { tone: 'quiet', label: 'Expired' },
}
