/**
 * What pages are built of: page and panel, money and time, tables with their three states, dialogs, secrets shown once.
 *
 * It asks the server for nothing and knows no area.
 *
 * Invariant: everything here works by keyboard, is announced, and reads in light and dark and at 360 pixels.
 */
export { ConfirmDialog } from './confirm-dialog.js'
export { CopyButton } from './copy-button.js'
export { DataTable, type Column } from './data-table.js'
export { DetailButton } from './detail-button.js'
export { EmptyState } from './empty-state.js'
export { Fact, Facts } from './facts.js'
export { AnchorLink, ButtonLink } from './links.js'
export { formatCount, formatMicros, MICROS_PER_CENT } from './money.js'
export { Money } from './money-text.js'
export { More } from './more.js'
export { Page } from './page.js'
export { Panel, PanelRow } from './panel.js'
export { ProblemNote } from './problem-note.js'
export { ProviderMark } from './provider-mark.js'
export { QueryView } from './query-view.js'
export { clearSecrets, SecretField, valueOf } from './secret-field.js'
export { SecretOnce } from './secret-once.js'
export { StatusBadge, type StatusTone } from './status-badge.js'
export { formatDate, formatExact, formatRelative } from './time.js'
export { Time } from './time-text.js'
export { toast } from './toast.js'
