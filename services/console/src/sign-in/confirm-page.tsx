import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { isProblem, problemIn, read } from '../api/index.js'
import { isMailedToken, takeMailedToken } from '../frame/index.js'
import { ButtonLink, ProblemNote, QueryView } from '../ui/index.js'
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
  const confirm = useMutation({
    mutationFn: () =>
      read(
        client.POST('/v1/auth/magic-link/confirm', { body: { token, session: 'cookie' as const } }),
        ({ data }) => data.account,
      ),
    onSuccess: (account) => onSignedIn(account),
  })
  const preview = useQuery({
    queryKey: ['magic-link'],
    queryFn: () => read(client.POST('/v1/auth/magic-link/preview', { body: { token } }), ({ data }) => data.email),
    enabled: isMailedToken(token),
    gcTime: 0,
  })
  const isOver = [preview.error, confirm.error].some((error) => isProblem(error, 'sign_in_link_expired'))
  if (!isMailedToken(token) || isOver) return <NotValid />
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
            <Button size="md" fullWidth loading={confirm.isPending} onClick={() => confirm.mutate()}>
              Sign in
            </Button>
          </>
        )}
      </QueryView>
      {confirm.isError ? <ProblemNote problem={problemIn(confirm.error)} /> : null}
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
