import type { Problem } from '@1relay/custody'
import { ButtonLink, ProblemNote } from '../../ui/index.js'
import { useWorkspace } from '../use-workspace.js'
import classes from '../workspaces.module.css'

/** What went wrong; for whoever has to prove their address first also the way to do so, which leads back here. */
export const ProveNote = ({ problem }: { problem: Problem }) => {
  const { id: workspaceId } = useWorkspace()
  if (problem.code !== 'email_unproved') return <ProblemNote problem={problem} />
  return (
    <div className={classes['warning']} role="alert">
      <p>Prove first that your address is yours: sign in once by a link that we mail to it. Then come back here.</p>
      <ButtonLink
        to="/sign-in/link"
        search={{ next: `/workspaces/${workspaceId}/people` }}
        variant="default"
        size="xs"
        mt="sm"
      >
        E-mail me the link
      </ButtonLink>
    </div>
  )
}
