import { Page } from '../../ui/index.js'
import { useIsAdmin, useWorkspace } from '../use-workspace.js'
import { DomainsPanel } from './domains-panel.js'
import { InvitationsPanel } from './invitations-panel.js'
import { MembersPanel } from './members-panel.js'

/** Who is in the workspace, who is asked to be, and whose addresses belong to it. */
export const PeoplePage = () => {
  const { name } = useWorkspace()
  const isAdmin = useIsAdmin()
  return (
    <Page
      title="People"
      lead={`Who may see ${name}, and who may change it. Viewers see everything and change nothing.`}
    >
      <MembersPanel />
      {isAdmin ? <InvitationsPanel /> : null}
      <DomainsPanel />
    </Page>
  )
}
