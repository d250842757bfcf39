import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { components } from '@1relay/contracts'
import { isProblem, problemIn, read } from '../../api/index.js'
import { isMailedToken, takeMailedToken } from '../../frame/index.js'
import { Sheet } from '../../sign-in/index.js'
import { formatExact, ProblemNote, QueryView } from '../../ui/index.js'
import { useClient } from '../../wiring/index.js'
import classes from '../workspaces.module.css'
import own from './confirm-ip.module.css'

type Blocked = components['schemas']['IpConfirmation']

/** Where the mail about a blocked call leads. Opening it changes nothing: mail scanners open links too, a person presses a button. */
export const ConfirmIpPage = () => {
  const [token] = useState(takeMailedToken)
  const client = useClient()
  const preview = useQuery({
    queryKey: ['ip-confirmation'],
    queryFn: () =>
      read(client.POST('/v1/ip-confirmations/preview', { body: { token } }), ({ data }) => data.confirmation),
    enabled: isMailedToken(token),
    gcTime: 0,
  })
  if (!isMailedToken(token) || isProblem(preview.error, 'ip_confirmation_expired')) return <Over />
  return (
    <QueryView query={preview} loading={<Sheet title="Was this you?">{null}</Sheet>}>
      {(blocked) => <Question token={token} blocked={blocked} />}
    </QueryView>
  )
}

const Question = ({ token, blocked }: { token: string; blocked: Blocked }) => {
  const client = useClient()
  const confirm = useMutation({
    mutationFn: () => read(client.POST('/v1/ip-confirmations/confirm', { body: { token } }), () => true),
  })
  const refuse = useMutation({
    mutationFn: () => read(client.POST('/v1/ip-confirmations/refuse', { body: { token } }), () => true),
  })
  if (confirm.isSuccess) return <Confirmed blocked={blocked} />
  if (refuse.isSuccess) return <Refused blocked={blocked} />
  const failed = confirm.error ?? refuse.error
  if (isProblem(failed, 'ip_confirmation_expired')) return <Over />
  const isBusy = confirm.isPending || refuse.isPending
  return (
    <Sheet title="Was this you?" lead="A call with your key came from a network that is new for you. It was blocked.">
      <dl className={own['facts']}>
        <Fact name="Address" value={blocked.ip} />
        <Fact name="Client" value={blocked.client || 'unknown'} />
        <Fact name="Integration" value={blocked.integration} />
        <Fact name="Key" value={blocked.keyName} />
        <Fact name="Workspace" value={blocked.workspaceName} />
        <Fact name="Holder" value={blocked.holderEmail} />
        <Fact name="When" value={formatExact(new Date(blocked.blockedAt))} />
      </dl>
      {failed === null ? null : <ProblemNote problem={problemIn(failed)} />}
      <div className={own['buttons']}>
        <Button size="md" loading={confirm.isPending} disabled={isBusy} onClick={() => confirm.mutate()}>
          Confirm: it was me
        </Button>
        <Button
          size="md"
          variant="default"
          loading={refuse.isPending}
          disabled={isBusy}
          onClick={() => refuse.mutate()}
        >
          It was not me
        </Button>
      </div>
      <p className={classes['quiet']}>
        Confirm only if you made this call. From then on every key of yours in {blocked.workspaceName} works from{' '}
        <code>{blocked.network}</code>. If it was not you, somebody else has your key: say so here, and tell an admin of
        the workspace.
      </p>
    </Sheet>
  )
}

const Fact = ({ name, value }: { name: string; value: string }) => (
  <div>
    <dt>{name}</dt>
    <dd>{value}</dd>
  </div>
)

const Confirmed = ({ blocked }: { blocked: Blocked }) => (
  <Sheet title="Confirmed" lead={`Your keys in ${blocked.workspaceName} work from ${blocked.network} now.`}>
    <p>Repeat the call that was blocked. You can close this page.</p>
  </Sheet>
)

const Refused = ({ blocked }: { blocked: Blocked }) => (
  <Sheet title="It stays blocked" lead={`Calls from ${blocked.network} do not reach ${blocked.integration}.`}>
    <p>
      Your answer is in the audit of {blocked.workspaceName}. Whoever called has your key: ask an admin to revoke “
      {blocked.keyName}” and to issue you a new one. The real key of {blocked.integration} need not be changed.
    </p>
  </Sheet>
)

const Over = () => (
  <Sheet
    title="This link does not work"
    lead="It has been used, is older than 24 hours, or is not complete. Nothing was changed by opening it."
  >
    <p>If the call was yours, repeat it: a new mail is sent. If it was not, it stays blocked.</p>
  </Sheet>
)
