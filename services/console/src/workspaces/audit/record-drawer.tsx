import { Drawer } from '@mantine/core'
import { AnchorLink, Fact, Facts, formatExact, StatusBadge } from '../../ui/index.js'
import { useWorkspace } from '../use-workspace.js'
import classes from './audit.module.css'
import type { AuditRecord } from './queries.js'
import { actionInWords, outcomeOf, reasonOf } from './record-words.js'

interface RecordDrawerProps {
  readonly record: AuditRecord | undefined
  readonly onClose: () => void
}

/** Everything that one record says. */
export const RecordDrawer = ({ record, onClose }: RecordDrawerProps) => (
  <Drawer
    opened={record !== undefined}
    onClose={onClose}
    position="right"
    size="md"
    title={record?.kind === 'admin' ? 'One change' : 'One call'}
    closeButtonProps={{ 'aria-label': 'Close details' }}
  >
    {record === undefined ? null : (
      <Facts>
        <Fact name="When">{formatExact(new Date(record.at))}</Fact>
        {record.call === null ? null : <CallFacts record={record} call={record.call} />}
        {record.act === null ? null : <ActFacts act={record.act} />}
        <Fact name="Recorded">{formatExact(new Date(record.recordedAt))}</Fact>
        <Fact name="Place">number {record.seq} of the chain</Fact>
        <Fact name="Hash">
          <code className={classes['hash']}>{record.hash}</code>
        </Fact>
      </Facts>
    )}
  </Drawer>
)

const CallFacts = ({ record, call }: { record: AuditRecord; call: NonNullable<AuditRecord['call']> }) => {
  const { id: workspaceId } = useWorkspace()
  const { tone, word } = outcomeOf(record)
  const reason = reasonOf(record)
  return (
    <>
      <Fact name="Outcome">
        <StatusBadge tone={tone}>{word}</StatusBadge>
      </Fact>
      {reason === undefined ? null : <Fact name="Reason">{reason}</Fact>}
      <Fact name="Request">
        {call.method} {call.path}
      </Fact>
      {call.query === null ? null : <Fact name="Query">{call.query}</Fact>}
      <Fact name="Key">
        <AnchorLink to="/workspaces/$workspaceId/keys/$keyId" params={{ workspaceId, keyId: call.keyId }}>
          {call.keyOwner?.name ?? call.keyId}
        </AnchorLink>
      </Fact>
      {call.connectionId === null ? null : (
        <Fact name="Protected key">
          <AnchorLink
            to="/workspaces/$workspaceId/protected-keys/$connectionId"
            params={{ workspaceId, connectionId: call.connectionId }}
          >
            {call.upstream ?? call.connectionId}
          </AnchorLink>
        </Fact>
      )}
      <Fact name="Address">{call.ip}</Fact>
      <Fact name="Client">{call.userAgent ?? 'it did not say'}</Fact>
      <Fact name="Took">{(call.durationMs / 1000).toFixed(2)} s</Fact>
      <Fact name="Request id">
        <code>{call.requestId}</code>
      </Fact>
    </>
  )
}

const ActFacts = ({ act }: { act: NonNullable<AuditRecord['act']> }) => (
  <>
    <Fact name="Change">{actionInWords(act.action)}</Fact>
    <Fact name="By">
      {act.actor.label} ({act.actor.type.replaceAll('_', ' ')})
    </Fact>
    <Fact name="Of">
      {act.subject.label} <code className={classes['hash']}>{act.subject.id}</code>
    </Fact>
    {Object.entries(act.metadata).map(([name, value]) => (
      <Fact key={name} name={spaced(name)}>
        {Array.isArray(value) ? value.join(', ') : String(value)}
      </Fact>
    ))}
    <Fact name="Address">{act.ip ?? 'none'}</Fact>
    <Fact name="Client">{act.userAgent ?? 'it did not say'}</Fact>
  </>
)

/** `auditRetentionDays` → `Audit retention days`. */
const spaced = (name: string): string => {
  const words = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
  return words.charAt(0).toUpperCase() + words.slice(1)
}
