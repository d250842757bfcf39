import { useQuery } from '@tanstack/react-query'
import { ButtonLink, CopyButton, Page, Panel, SecretOnce } from '../../ui/index.js'
import { useClient } from '../../wiring/index.js'
import { protectedKeyQuery } from '../protected-keys/queries.js'
import { useWorkspace } from '../use-workspace.js'
import classes from '../workspaces.module.css'
import { firstCall } from './first-call.js'
import type { IssuedKey } from './queries.js'

/** The whole key, for the only time, and how it is used. */
export const KeyOnce = ({ issued }: { issued: IssuedKey }) => {
  const { id: workspaceId } = useWorkspace()
  const { key, token } = issued
  const { data: protectedKey } = useQuery(protectedKeyQuery(useClient(), workspaceId, key.connectionId))
  const { curl, baseUrl } = firstCall(issued, protectedKey?.upstream)
  return (
    <Page
      title="Your new key"
      lead={`${key.name} is issued. Copy it now: only its hash is stored, so nobody can show it to you again.`}
      width="narrow"
    >
      <Panel>
        <SecretOnce label="Disposable key" value={token} />
      </Panel>
      <Panel
        title="Try it"
        lead="Plain HTTP: the path of the API stands behind the base URL."
        actions={<CopyButton value={curl} size="xs" />}
      >
        <pre className={classes['code']} tabIndex={0}>
          {curl}
        </pre>
      </Panel>
      <Panel
        title="With an official client"
        lead="Change its base URL and its key, and nothing else."
        actions={<CopyButton value={baseUrl} size="xs" />}
      >
        <pre className={classes['code']} tabIndex={0}>
          {baseUrl}
        </pre>
      </Panel>
      <div className={classes['buttons']} style={{ marginTop: 24 }}>
        <ButtonLink to="/workspaces/$workspaceId/keys/$keyId" params={{ workspaceId, keyId: key.id }}>
          I have copied it
        </ButtonLink>
      </div>
    </Page>
  )
}
