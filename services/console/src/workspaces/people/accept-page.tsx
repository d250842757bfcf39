import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { accountQuery, isProblem, problemIn, read, WORKSPACES_KEY } from '../../api/index.js'
import { isSignedInHint, useSignOut } from '../../frame/index.js'
import { Sheet } from '../../sign-in/index.js'
import { ButtonLink, ProblemNote, QueryView, Time, toast } from '../../ui/index.js'
import { useClient } from '../../wiring/index.js'
import classes from '../workspaces.module.css'
import { forgetInvitation, takeInvitation } from './kept-invitation.browser.js'

const HERE = '/invitations/accept'

/** Where the link of an invitation leads. Opening it changes nothing; whoever is invited may have to sign in first. */
export const AcceptPage = () => {
  const [token] = useState(takeInvitation)
  const client = useClient()
  const preview = useQuery({
    queryKey: ['invitation'],
    queryFn: () => read(client.POST('/v1/invitations/preview', { body: { token } }), ({ data }) => data.invitation),
    enabled: token !== '',
    gcTime: 0,
  })
  if (token === '' || isProblem(preview.error, 'invitation_expired')) return <Over />
  return (
    <Sheet title="You are invited" lead="Somebody asks you into their workspace on 1Relay.">
      <QueryView query={preview}>
        {({ workspaceName, email, role, invitedBy, expiresAt }) => (
          <div className={classes['fields']}>
            <p>
              <strong>{invitedBy ?? 'An admin'}</strong> invites <strong>{email}</strong> to{' '}
              <strong>{workspaceName}</strong>, as {role === 'admin' ? 'an admin' : 'a viewer'}.
            </p>
            <p className={classes['quiet']}>
              {role === 'admin'
                ? 'You could protect keys, issue and revoke disposable ones, and invite others.'
                : 'You could see keys, people and the audit, and change nothing.'}{' '}
              The invitation ends <Time at={expiresAt} />.
            </p>
            {isSignedInHint() ? <Accept token={token} email={email} /> : <SignInFirst email={email} />}
          </div>
        )}
      </QueryView>
    </Sheet>
  )
}

const SignInFirst = ({ email }: { email: string }) => (
  <>
    <ButtonLink to="/sign-in/link" search={{ next: HERE }} size="md" fullWidth>
      E-mail me a link to sign in
    </ButtonLink>
    <ButtonLink to="/sign-in" search={{ next: HERE }} size="md" fullWidth variant="default">
      Sign in another way
    </ButtonLink>
    <p className={classes['quiet']}>
      Use <strong>{email}</strong>. The mailed link makes an account if there is none yet, and proves that the address
      is yours.
    </p>
  </>
)

const Accept = ({ token, email }: { token: string; email: string }) => {
  const client = useClient()
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const signOut = useSignOut()
  const { data: account, error } = useQuery(accountQuery(client))
  const accept = useMutation({
    mutationFn: () => read(client.POST('/v1/invitations/accept', { body: { token } }), ({ data }) => data.workspace),
    onSuccess: async ({ id, name }) => {
      forgetInvitation()
      await queryClient.invalidateQueries({ queryKey: WORKSPACES_KEY })
      toast.done(`Welcome to ${name}.`)
      await navigate({ to: '/workspaces/$workspaceId', params: { workspaceId: id } })
    },
  })
  // The session may have ended since this tab was told that there is one.
  if (isProblem(error, 'unauthenticated') || isProblem(accept.error, 'unauthenticated'))
    return <SignInFirst email={email} />
  if (isProblem(accept.error, 'invitation_expired')) return <p role="alert">This invitation works no more.</p>
  const isOther = account !== undefined && account.email.toLowerCase() !== email.toLowerCase()
  if (isOther || isProblem(accept.error, 'wrong_account')) {
    return (
      <>
        <p className={classes['warning']} role="alert">
          You are signed in as <strong>{account?.email ?? 'somebody else'}</strong>. Sign out here, open the link of the
          mail again, and sign in as {email}.
        </p>
        <Button variant="default" fullWidth onClick={() => void signOut()}>
          Sign out
        </Button>
      </>
    )
  }
  if (isProblem(accept.error, 'email_unproved')) {
    return (
      <>
        <p className={classes['warning']} role="alert">
          Prove first that {email} is yours: sign in once by a link that we mail to it. Then this page goes on.
        </p>
        <ButtonLink to="/sign-in/link" search={{ next: HERE }} size="md" fullWidth>
          E-mail me the link
        </ButtonLink>
      </>
    )
  }
  return (
    <>
      {accept.isError ? <ProblemNote problem={problemIn(accept.error)} /> : null}
      <Button size="md" fullWidth loading={accept.isPending} onClick={() => accept.mutate()}>
        Accept the invitation
      </Button>
    </>
  )
}

const Over = () => {
  forgetInvitation()
  return (
    <Sheet
      title="This invitation does not work"
      lead="It has expired, was used, replaced or revoked, or the link is not complete. Ask whoever invited you for a new one."
    >
      <ButtonLink to="/" size="md" fullWidth variant="default">
        Home
      </ButtonLink>
    </Sheet>
  )
}
