import { infiniteQueryOptions, type QueryKey } from '@tanstack/react-query'

/** What every list of the API takes to give one of its pages. */
export interface PageQuery {
  readonly pageSize: number
  readonly cursor?: string
}

/** A list that comes page by page: `ask` gets the query of one page. */
export const pagedQuery = <Page extends { nextCursor: string | null }, const Key extends QueryKey>(
  queryKey: Key,
  pageSize: number,
  ask: (page: PageQuery) => Promise<Page>,
) =>
  infiniteQueryOptions({
    queryKey,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam: cursor }) => ask({ pageSize, ...(cursor !== undefined && { cursor }) }),
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  })
