import { Button } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { isProblem, read } from '../api/index.js'
import { NotFound } from '../frame/index.js'
import { LiveBadge } from '../live/index.js'
import { RecentRequests, useLiveCalls } from '../requests/index.js'
import { GrantStatus, type Terms, TermsPanel } from '../terms/index.js'
import { AnchorLink, ConfirmDialog, Page, Panel, PanelRow, QueryView, Time, toast } from '../ui/index.js'
import { useProviderName } from '../vault/index.js'
import { useClient } from '../wiring/index.js'
import { applyNews, BOT_TOKENS_KEY, type BotToken, botTokenQuery } from './queries.js'

/** One bot token: what it may spend, what it did, and its end. */
export const BotTokenPage = () => {
  const { botTokenId } = useParams({ from: '/app/bot-tokens/$botTokenId' })
  const query = useQuery(botTokenQuery(useClient(), botTokenId))
  if (isProblem(query.error, 'not_found')) return <NotFound />
  return <QueryView query={query}>{(botToken) => <Details botToken={botToken} />}</QueryView>
}

const Details = ({ botToken }: { botToken: BotToken }) => {
  const [isRevoking, setRevoking] = useState(false)
  const client = useClient()
  const queryClient = useQueryClient()
  const change = async (body: Terms) => {
    const params = { path: { botTokenId: botToken.id } }
    await read(client.PATCH('/v1/bot-tokens/{botTokenId}', { params, body }), () => true)
    await queryClient.invalidateQueries({ queryKey: BOT_TOKENS_KEY })
  }
  const live = useLiveCalls(botToken.id, (news) => applyNews(queryClient, news))
  const isOver = botToken.status !== 'active'
  return (
    <Page
      title={botToken.name}
      lead={<AnchorLink to="/bot-tokens">All bot tokens</AnchorLink>}
      actions={
        <>
          <LiveBadge state={live} />
          {isOver ? null : (
            <Button color="red" variant="light" onClick={() => setRevoking(true)}>
              Revoke
            </Button>
          )}
        </>
      }
    >
      <TermsPanel {...botToken} isOver={isOver} save={change} />
      <FactsPanel botToken={botToken} />
      <RecentRequests connectionId={botToken.id} />
      <RevokeDialog botToken={botToken} opened={isRevoking} onClose={() => setRevoking(false)} />
    </Page>
  )
}

const FactsPanel = ({ botToken }: { botToken: BotToken }) => {
  const name = useProviderName()
  return (
    <Panel title="What it may use" flush>
      <PanelRow title="State">
        <GrantStatus status={botToken.status} />
      </PanelRow>
      <PanelRow title="Providers">{botToken.providers.map(name).join(', ')}</PanelRow>
      <PanelRow title="Models">{botToken.models?.join(', ') ?? 'All'}</PanelRow>
      <PanelRow title="Made">
        <Time at={botToken.createdAt} />
      </PanelRow>
      <PanelRow title="Last used">
        <Time at={botToken.lastUsedAt} />
      </PanelRow>
      <PanelRow title="Ends">
        <Time at={botToken.revokedAt ?? botToken.expiresAt} />
      </PanelRow>
    </Panel>
  )
}

interface RevokeDialogProps {
  readonly botToken: BotToken
  readonly opened: boolean
  readonly onClose: () => void
}

const RevokeDialog = ({ botToken, opened, onClose }: RevokeDialogProps) => {
  const client = useClient()
  const queryClient = useQueryClient()
  return (
    <ConfirmDialog
      opened={opened}
      onClose={onClose}
      title={`Revoke ${botToken.name}?`}
      action="Revoke"
      run={async () => {
        const params = { path: { botTokenId: botToken.id } }
        await read(client.DELETE('/v1/bot-tokens/{botTokenId}', { params }), () => true)
        await queryClient.invalidateQueries({ queryKey: BOT_TOKENS_KEY })
        toast.done(`${botToken.name} is revoked.`)
      }}
    >
      <p>Its next request is refused, and streams that are open are cut. The keys stay as they are.</p>
    </ConfirmDialog>
  )
}
