import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { isProblem, problemIn, read } from '../api/index.js'
import { isMailedToken, takeMailedToken } from '../frame/index.js'
import { ButtonLink, ConfirmDialog, ProblemNote, QueryView } from '../ui/index.js'
import { useClient } from '../wiring/index.js'
import { takeRememberedNext } from './remembered-next.browser.js'
import { Sheet } from './sheet.js'
import { useSignedIn } from './use-signed-in.js'

/** Where a mailed link leads. Opening it changes nothing: mail scanners open links too, a person presses a button. */
export const ConfirmPage = () => {
  const client = useClient()
  const [token] = useState(takeMailedToken)
  const [next] = useState(takeRememberedNext)
  const onSignedIn = useSignedIn(next)
  const [isUnproved, setUnproved] = useState(false)
  const confirm = useMutation({
    mutationFn: (startsClean: boolean) =>
      read(
        client.POST('/v1/auth/magic-link/confirm', { body: { token, startsClean, session: 'cookie' as const } }),
        ({ data }) => data.account,
      ),
    onSuccess: (account) => onSignedIn(account),
    onError: (error) => setUnproved((was) => was || isProblem(error, 'account_unproved')),
  })
  const preview = useQuery({
    queryKey: ['magic-link'],
    queryFn: () => read(client.POST('/v1/auth/magic-link/preview', { body: { token } }), ({ data }) => data.email),
    enabled: isMailedToken(token),
    gcTime: 0,
  })
  const isOver = [preview.error, confirm.error].some((error) => isProblem(error, 'sign_in_link_expired'))
  if (!isMailedToken(token) || isOver) return <NotValid />
  if (isUnproved && preview.data !== undefined) {
    return <Unproved email={preview.data} onStartClean={() => confirm.mutateAsync(true)} />
  }
  return (
    <Sheet
      title="Sign in to 1Relay"
      lead="You opened a link from our mail. Go on, and you are signed in on this device."
    >
      <QueryView query={preview}>
        {(email) => (
          <>
            {/* A link that somebody sent on signs in to their account: whoever opens it sees that before, not after. */}
            <p>
              It is for <strong>{email}</strong>. If that is not your address, close this page.
            </p>
            <Button size="md" fullWidth loading={confirm.isPending} onClick={() => confirm.mutate(false)}>
              Sign in
            </Button>
          </>
        )}
      </QueryView>
      {confirm.isError ? <ProblemNote problem={problemIn(confirm.error)} /> : null}
    </Sheet>
  )
}

/** Somebody registered the address and never showed that they read its mailbox: the reader of this, or somebody else. */
const Unproved = ({ email, onStartClean }: { email: string; onStartClean: () => Promise<unknown> }) => {
  const [isAsking, setAsking] = useState(false)
  return (
    <Sheet
      title="There is an account already"
      lead={
        <>
          Somebody registered <strong>{email}</strong> without confirming it. Was it you?
        </>
      }
    >
      <p>
        If so, sign in to it in this browser, then open the link of the mail again: everything in it stays. The link
        works for 15 minutes.
      </p>
      <ButtonLink to="/sign-in" search={{ next: '/settings' }} size="md" fullWidth>
        It was me: sign in first
      </ButtonLink>
      <Button variant="default" size="md" fullWidth onClick={() => setAsking(true)}>
        It was not me: start clean
      </Button>
      <ConfirmDialog
        opened={isAsking}
        onClose={() => setAsking(false)}
        title="Start clean?"
        action="Delete it and start clean"
        run={onStartClean}
      >
        <p>
          The account that was there is deleted, with its vault, connections, bot tokens, apps and workspaces. You get a
          new one. This cannot be undone.
        </p>
      </ConfirmDialog>
    </Sheet>
  )
}

const NotValid = () => (
  <Sheet title="This link does not work" lead="It has been used, is older than 15 minutes, or is not complete.">
    <ButtonLink to="/sign-in/link" size="md" fullWidth>
      Send a new link
    </ButtonLink>
  </Sheet>
)
