/**
 * Webhooks of an app or of a workspace: which servers are told what happens, a test of each, and what was sent lately.
 *
 * It keeps no signing secret: one is shown once, and goes with its dialog.
 *
 * Invariant: the two owners have the same panel, and differ in whose address is called alone.
 */
export { WebhooksPanel } from './webhooks-panel.js'
