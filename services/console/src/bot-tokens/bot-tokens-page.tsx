import { Button } from '@mantine/core'
import { IconPlus, IconRobot } from '@tabler/icons-react'
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { LiveBadge, useLiveUsage } from '../live/index.js'
import { BudgetBars, GrantStatus } from '../terms/index.js'
import { AnchorLink, type Column, DataTable, EmptyState, More, Page, Panel, Time } from '../ui/index.js'
import { useClient } from '../wiring/index.js'
import { NewTokenDialog } from './new-token-dialog.js'
import { applyNews, type BotToken, botTokensQuery } from './queries.js'

/** Tokens for the person's own scripts and agents. */
export const BotTokensPage = () => {
  const [isMaking, setMaking] = useState(false)
  const queryClient = useQueryClient()
  const live = useLiveUsage({ onGrant: (news) => applyNews(queryClient, news) })
  const query = useInfiniteQuery(botTokensQuery(useClient()))
  const make = (
    <Button leftSection={<IconPlus size={18} aria-hidden="true" />} onClick={() => setMaking(true)}>
      New bot token
    </Button>
  )
  return (
    <Page
      title="Bot tokens"
      lead="For your own scripts and agents: a token with its own budget, models and end, instead of the key."
      actions={
        <>
          <LiveBadge state={live} />
          {make}
        </>
      }
    >
      <Panel flush>
        <DataTable
          caption="Bot tokens, newest first"
          query={{ ...query, data: query.data?.pages.flatMap(({ botTokens }) => botTokens) }}
          columns={COLUMNS}
          rowKey={({ id }) => id}
          empty={
            <EmptyState icon={<IconRobot size={28} stroke={1.6} />} title="No bot tokens yet" action={make}>
              A script with a bot token can spend what you allow and not a cent more. Leaked? Revoke it; the key stays.
            </EmptyState>
          }
        />
        <More query={query} />
      </Panel>
      <NewTokenDialog opened={isMaking} onClose={() => setMaking(false)} />
    </Page>
  )
}

const COLUMNS: readonly Column<BotToken>[] = [
  {
    header: 'Name',
    isName: true,
    cell: ({ id, name }) => (
      <AnchorLink to="/bot-tokens/$botTokenId" params={{ botTokenId: id }}>
        {name}
      </AnchorLink>
    ),
  },
  { header: 'State', cell: ({ status }) => <GrantStatus status={status} /> },
  { header: 'Budget', cell: ({ budgets }) => <BudgetBars budgets={budgets} /> },
  { header: 'Last used', cell: ({ lastUsedAt }) => <Time at={lastUsedAt} /> },
  { header: 'Ends', cell: ({ expiresAt }) => <Time at={expiresAt} /> },
]
