import { Switch } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { problemIn, read } from '../../api/index.js'
import { ConfirmDialog, Panel, ProblemNote } from '../../ui/index.js'
import { useClient } from '../../wiring/index.js'
import { useWorkspace } from '../use-workspace.js'
import classes from '../workspaces.module.css'
import { type ProtectedKey, protectedKeysKey } from './queries.js'

/** Whether the audit records query strings; only after somebody has read what that means. */
export const QueryPanel = ({ protectedKey: { id: connectionId, recordsQuery } }: { protectedKey: ProtectedKey }) => {
  const client = useClient()
  const queryClient = useQueryClient()
  const { id: workspaceId } = useWorkspace()
  const [isAsking, setAsking] = useState(false)
  const set = async (body: { recordsQuery: boolean; acceptsQueryWarning?: true }) => {
    const params = { path: { workspaceId, connectionId } }
    await read(client.PATCH('/v1/workspaces/{workspaceId}/protected-keys/{connectionId}', { params, body }), () => true)
    await queryClient.invalidateQueries({ queryKey: protectedKeysKey(workspaceId) })
  }
  const stop = useMutation({ mutationFn: () => set({ recordsQuery: false }) })
  return (
    <Panel
      title="Query strings"
      lead="The audit records methods and paths. What stands behind the ? is left out, unless you say otherwise."
    >
      <Switch
        label="Record query strings of calls with this key"
        checked={recordsQuery}
        disabled={stop.isPending}
        onChange={() => (recordsQuery ? stop.mutate() : setAsking(true))}
      />
      {stop.isError ? <ProblemNote problem={problemIn(stop.error)} /> : null}
      <ConfirmDialog
        opened={isAsking}
        onClose={() => setAsking(false)}
        title="Record query strings?"
        action="I have read this: record them"
        tone="plain"
        run={() => set({ recordsQuery: true, acceptsQueryWarning: true })}
      >
        <p className={classes['warning']}>
          Query strings may contain sensitive data: tokens, e-mail addresses, search terms. From the next call on they
          are in the audit of this workspace, for as long as its plan keeps records, and every member can read and
          export them.
        </p>
      </ConfirmDialog>
    </Panel>
  )
}
