import { Button } from '@mantine/core'
import { IconDevices } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { components } from '@1relay/contracts'
import { problemIn, read } from '../api/index.js'
import { ConfirmDialog, Panel, PanelRow, QueryView, StatusBadge, Time, toast } from '../ui/index.js'
import { useClient } from '../wiring/index.js'

type Session = components['schemas']['Session']

const SESSIONS_KEY = ['sessions'] as const

const METHODS = { password: 'by password', magic_link: 'by mailed link', passkey: 'by passkey' } as const

/** Where the account is signed in. */
export const SessionsPanel = () => {
  const client = useClient()
  const queryClient = useQueryClient()
  const [isAsking, setAsking] = useState(false)
  const query = useQuery({
    queryKey: SESSIONS_KEY,
    queryFn: () => read(client.GET('/v1/sessions'), ({ data }) => data.sessions),
  })
  const endOthers = async () => {
    await read(client.DELETE('/v1/sessions'), () => true)
    await queryClient.invalidateQueries({ queryKey: SESSIONS_KEY })
  }
  return (
    <Panel
      title="Sessions"
      lead="Where you are signed in. If you do not know one, end it and change your password."
      actions={
        (query.data?.length ?? 0) > 1 ? (
          <Button variant="default" onClick={() => setAsking(true)}>
            End all others
          </Button>
        ) : undefined
      }
      flush
    >
      <QueryView query={query}>
        {(sessions) => sessions.map((session) => <SessionRow key={session.id} session={session} />)}
      </QueryView>
      <ConfirmDialog
        opened={isAsking}
        onClose={() => setAsking(false)}
        title="End every other session?"
        action="End sessions"
        run={endOthers}
      >
        <p>You stay signed in here. Everywhere else you, or whoever it is, has to sign in again.</p>
      </ConfirmDialog>
    </Panel>
  )
}

const SessionRow = ({ session }: { session: Session }) => {
  const client = useClient()
  const queryClient = useQueryClient()
  const { id, device, ip, method, lastSeenAt, isCurrent } = session
  const end = useMutation({
    mutationFn: () =>
      read(client.DELETE('/v1/sessions/{sessionId}', { params: { path: { sessionId: id } } }), () => true),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: SESSIONS_KEY }),
    onError: (error) => toast.problem(problemIn(error)),
  })
  return (
    <PanelRow
      mark={<IconDevices size={22} aria-hidden="true" />}
      title={device}
      hint={
        <>
          Signed in {METHODS[method]}
          {ip === null ? '' : ` from ${ip}`} · seen <Time at={lastSeenAt} />
        </>
      }
    >
      {isCurrent ? (
        <StatusBadge tone="accent">This one</StatusBadge>
      ) : (
        <Button variant="default" size="xs" loading={end.isPending} onClick={() => end.mutate()}>
          End<span className="for-readers"> session on {device}</span>
        </Button>
      )}
    </PanelRow>
  )
}
