import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { accountQuery, problemIn, read } from '../../api/index.js'
import { ConfirmDialog, Panel, PanelRow, QueryView, Time, toast } from '../../ui/index.js'
import { useClient } from '../../wiring/index.js'
import { useIsAdmin, useWorkspace } from '../use-workspace.js'
import classes from '../workspaces.module.css'
import { ProveNote } from './prove-note.js'
import { domainsQuery, peopleKey } from './queries.js'

/** The e-mail domains that the workspace has claimed: whoever has such an address needs an invitation. */
export const DomainsPanel = () => {
  const client = useClient()
  const queryClient = useQueryClient()
  const { id: workspaceId } = useWorkspace()
  const isAdmin = useIsAdmin()
  const { data: account } = useQuery(accountQuery(client))
  const query = useQuery(domainsQuery(client, workspaceId))
  const [releasing, setReleasing] = useState<string>()
  const own = account?.email.split('@').at(-1)?.toLowerCase()
  const refresh = () => queryClient.invalidateQueries({ queryKey: peopleKey(workspaceId) })
  const claim = useMutation({
    mutationFn: (domain: string) => {
      const params = { path: { workspaceId } }
      return read(client.POST('/v1/workspaces/{workspaceId}/domains', { params, body: { domain } }), () => true)
    },
    onSuccess: refresh,
  })
  const isClaimed = query.data?.some(({ domain }) => domain === own) === true
  return (
    <Panel
      title="E-mail domains"
      lead="Whoever has an address of a claimed domain joins by invitation instead of starting a workspace of their own, which keeps a company’s keys in one place."
      actions={
        !isAdmin || own === undefined || query.data === undefined || isClaimed ? undefined : (
          <Button variant="default" loading={claim.isPending} onClick={() => claim.mutate(own)}>
            Claim {own}
          </Button>
        )
      }
      flush
    >
      {claim.isError ? (
        <div className={classes['note']}>
          <ProveNote problem={problemIn(claim.error)} />
        </div>
      ) : null}
      <QueryView query={query}>
        {(domains) =>
          domains.length === 0 ? (
            <PanelRow title={<span className={classes['quiet']}>No domain is claimed.</span>} />
          ) : (
            domains.map(({ domain, claimedAt, claimedBy }) => (
              <PanelRow
                key={domain}
                title={domain}
                hint={
                  <>
                    Claimed <Time at={claimedAt} /> by {claimedBy ?? 'somebody who has left'}
                  </>
                }
              >
                {isAdmin ? (
                  <Button variant="subtle" color="red" size="xs" onClick={() => setReleasing(domain)}>
                    Give up<span className="for-readers"> {domain}</span>
                  </Button>
                ) : null}
              </PanelRow>
            ))
          )
        }
      </QueryView>
      <ConfirmDialog
        opened={releasing !== undefined}
        onClose={() => setReleasing(undefined)}
        title={`Give ${releasing ?? ''} up?`}
        action="Give up"
        run={async () => {
          const path = { workspaceId, domain: releasing ?? '' }
          await read(client.DELETE('/v1/workspaces/{workspaceId}/domains/{domain}', { params: { path } }), () => true)
          await refresh()
          toast.done('Given up.')
        }}
      >
        <p>People with such an address may create workspaces of their own again, and another workspace may claim it.</p>
      </ConfirmDialog>
    </Panel>
  )
}
