import { AnchorLink, Panel } from '../ui/index.js'
import { RequestList } from './request-list.js'

/** The latest calls of one connection or bot token. */
export const RecentRequests = ({ connectionId }: { connectionId: string }) => (
  <Panel title="Latest calls" actions={<AnchorLink to="/usage">All usage</AnchorLink>} flush>
    <RequestList filter={{ connectionId }} pageSize={10} />
  </Panel>
)
