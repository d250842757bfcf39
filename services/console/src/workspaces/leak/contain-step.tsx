import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { auditKey } from '../audit/queries.js'
import { type DisposableKey, disposableKeysKey } from '../keys/queries.js'
import { RevokeDialog } from '../keys/revoke-dialog.js'
import { AnchorLink, ButtonLink, Panel, Time } from '../../ui/index.js'
import { useIsAdmin, useWorkspace } from '../use-workspace.js'
import classes from './leak.module.css'

/** The end of the key, and where to look afterwards. */
export const ContainStep = ({ issued }: { issued: DisposableKey }) => {
  const { id: workspaceId } = useWorkspace()
  const queryClient = useQueryClient()
  const isAdmin = useIsAdmin()
  const [isAsking, setAsking] = useState(false)
  const { id: keyId, connectionId, name, status } = issued
  const refresh = () =>
    Promise.all([
      queryClient.invalidateQueries({ queryKey: disposableKeysKey(workspaceId) }),
      queryClient.invalidateQueries({ queryKey: auditKey(workspaceId) }),
    ])
  if (status !== 'active') {
    return (
      <Panel title="3. It is over">
        <p role="status" className={classes['over']}>
          <strong>{name}</strong> ended <Time at={issued.revokedAt ?? issued.expiresAt} />. Its next call is refused
          before the API hears of it. The real key is untouched, and so is every other key of it.
        </p>
        <div className={classes['ways']}>
          <ButtonLink
            to="/workspaces/$workspaceId/audit"
            params={{ workspaceId }}
            search={{ keyId, range: 'all' }}
            variant="default"
          >
            Look through the audit
          </ButtonLink>
          {isAdmin ? (
            <ButtonLink to="/workspaces/$workspaceId/keys/new" params={{ workspaceId }} search={{ of: connectionId }}>
              Issue a new one
            </ButtonLink>
          ) : null}
        </div>
      </Panel>
    )
  }
  return (
    <Panel
      title="3. End it"
      lead={
        issued.network.mode === 'confirm'
          ? 'From networks that its holder has not confirmed it is blocked already. Revoke it all the same: then it is blocked everywhere.'
          : 'Whoever has it may use it until you revoke it.'
      }
    >
      {isAdmin ? (
        <Button color="red" size="md" onClick={() => setAsking(true)}>
          Revoke {name}
        </Button>
      ) : (
        <p>
          Ask an admin to revoke it:{' '}
          <AnchorLink to="/workspaces/$workspaceId/people" params={{ workspaceId }}>
            who is one
          </AnchorLink>
          .
        </p>
      )}
      <RevokeDialog issued={isAsking ? issued : undefined} onClose={() => setAsking(false)} onRevoked={refresh} />
    </Panel>
  )
}
