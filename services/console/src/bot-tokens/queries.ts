import type { components } from '@1relay/contracts'
import { type QueryClient, queryOptions } from '@tanstack/react-query'
import { type ApiClient, pagedQuery, read } from '../api/index.js'
import type { GrantNews } from '../live/index.js'

export type BotToken = components['schemas']['BotToken']

/** Everything that is known of bot tokens. */
export const BOT_TOKENS_KEY = ['bot-tokens'] as const
const PAGE_SIZE = 50

/** Bot tokens, newest first, page by page. */
export const botTokensQuery = (client: ApiClient) =>
  pagedQuery([...BOT_TOKENS_KEY, 'list'], PAGE_SIZE, (page) =>
    read(client.GET('/v1/bot-tokens', { params: { query: page } }), ({ data }) => data),
  )

export const botTokenQuery = (client: ApiClient, botTokenId: string) =>
  queryOptions({
    queryKey: [...BOT_TOKENS_KEY, 'one', botTokenId],
    queryFn: () =>
      read(
        client.GET('/v1/bot-tokens/{botTokenId}', { params: { path: { botTokenId } } }),
        ({ data }) => data.botToken,
      ),
  })

/** A change that just happened to a bot token: what is shown of it is asked for again. */
export const applyNews = (queryClient: QueryClient, { kind }: GrantNews): void => {
  if (kind === 'bot-token') void queryClient.invalidateQueries({ queryKey: BOT_TOKENS_KEY })
}
