import { Button, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type SubmitEvent, useState } from 'react'
import { problemIn, read, WORKSPACES_KEY } from '../../api/index.js'
import { ConfirmDialog, CopyButton, Page, Panel, PanelRow, ProblemNote, Time, toast, valueOf } from '../../ui/index.js'
import { WebhooksPanel } from '../../webhooks/index.js'
import { useClient } from '../../wiring/index.js'
import { planName } from '../plan-name.js'
import { useIsAdmin, useWorkspace } from '../use-workspace.js'
import classes from '../workspaces.module.css'

/** What the workspace is called, what its plan gives, who is told of its budgets, and its end. */
export const SettingsPage = () => {
  const { id, name, plan, limits, createdAt } = useWorkspace()
  const isAdmin = useIsAdmin()
  return (
    <Page title="Settings" lead={name} width="narrow">
      {isAdmin ? <NamePanel /> : null}
      <Panel title="Plan" lead="Whoever runs this installation sets it." flush>
        <PanelRow title="Plan">{planName(plan)}</PanelRow>
        <PanelRow title="Protected keys">
          {limits.protectedKeys === 1 ? 'One' : `Up to ${limits.protectedKeys}`}
        </PanelRow>
        <PanelRow title="Audit is kept">
          {limits.auditRetentionDays === 365 ? 'A year' : `${limits.auditRetentionDays} days`}
        </PanelRow>
        <PanelRow title="Created">
          <Time at={createdAt} />
        </PanelRow>
        <PanelRow title="Workspace id" hint={<code>{id}</code>}>
          <CopyButton value={id} size="xs" />
        </PanelRow>
      </Panel>
      {isAdmin ? <WebhooksPanel owner={{ kind: 'workspace', workspaceId: id }} /> : null}
      {isAdmin ? <DeletePanel /> : null}
    </Page>
  )
}

const NamePanel = () => {
  const client = useClient()
  const queryClient = useQueryClient()
  const { id: workspaceId, name } = useWorkspace()
  const [problem, setProblem] = useState<string>()
  const rename = useMutation({
    mutationFn: (to: string) => {
      const params = { path: { workspaceId } }
      return read(client.PATCH('/v1/workspaces/{workspaceId}', { params, body: { name: to } }), () => true)
    },
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: WORKSPACES_KEY })
      toast.done('Saved.')
    },
  })
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const to = valueOf(event.currentTarget, 'name').trim()
    setProblem(to === '' ? 'A name, so that people know where they are.' : undefined)
    if (to !== '') rename.mutate(to)
  }
  return (
    <Panel title="Name">
      <form onSubmit={submit} className={classes['fields']} noValidate>
        <TextInput
          name="name"
          label="Name of the workspace"
          defaultValue={name}
          maxLength={100}
          autoComplete="off"
          error={problem}
        />
        {rename.isError ? <ProblemNote problem={problemIn(rename.error)} /> : null}
        <div className={classes['buttons']}>
          <Button type="submit" variant="default" loading={rename.isPending}>
            Rename
          </Button>
        </div>
      </form>
    </Panel>
  )
}

const DeletePanel = () => {
  const [isAsking, setAsking] = useState(false)
  const client = useClient()
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const { id: workspaceId, name } = useWorkspace()
  return (
    <Panel
      title="Delete this workspace"
      lead="Revokes every disposable key and deletes every protected key in it. There is no way back."
      tone="danger"
      actions={
        <Button color="red" variant="light" onClick={() => setAsking(true)}>
          Delete workspace
        </Button>
      }
    >
      <ConfirmDialog
        opened={isAsking}
        onClose={() => setAsking(false)}
        title={`Delete ${name}?`}
        action="Delete workspace"
        typed={name}
        run={async () => {
          const params = { path: { workspaceId }, query: { confirm: name } }
          await read(client.DELETE('/v1/workspaces/{workspaceId}', { params }), () => true)
          await navigate({ to: '/workspaces' })
          await queryClient.invalidateQueries({ queryKey: WORKSPACES_KEY })
          toast.done(`${name} is deleted.`)
        }}
      >
        <p>
          Everything that calls with a key of this workspace stops at once. The real keys stay as they are at their
          vendors; only our sealed copies go. The audit stays for as long as the plan says.
        </p>
      </ConfirmDialog>
    </Panel>
  )
}
