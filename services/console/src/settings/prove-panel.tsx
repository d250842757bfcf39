import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { problemIn, read } from '../api/index.js'
import { Panel, ProblemNote } from '../ui/index.js'
import { useClient } from '../wiring/index.js'

/** For who registered and has not shown yet that they read this mailbox: nothing is written to an address that may be somebody else's. */
export const ProvePanel = ({ email }: { email: string }) => {
  const client = useClient()
  const send = useMutation({
    mutationFn: () => read(client.POST('/v1/auth/magic-link', { body: { email } }), () => true),
  })
  return (
    <Panel
      title="Confirm your address"
      lead="Until you do, we mail you nothing: not when a budget is used up, a token leaks or your password is changed."
      actions={
        <Button variant="default" onClick={() => send.mutate()} loading={send.isPending}>
          E-mail me a link
        </Button>
      }
    >
      {send.isSuccess ? (
        <p role="status">A link is on its way. Open it in this browser within 15 minutes: nothing of yours changes.</p>
      ) : undefined}
      {send.isError ? <ProblemNote problem={problemIn(send.error)} /> : null}
    </Panel>
  )
}
