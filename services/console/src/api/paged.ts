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

/** The rows of all pages, for a choice that must miss none. Rejects when one page does. */
export const readAll = async <Page extends { nextCursor: string | null }, Row>(
  pageSize: number,
  ask: (page: PageQuery) => Promise<Page>,
  rowsOf: (page: Page) => readonly Row[],
): Promise<Row[]> => {
  const rows: Row[] = []
  let cursor: string | undefined
  do {
    const page = await ask({ pageSize, ...(cursor !== undefined && { cursor }) })
    rows.push(...rowsOf(page))
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  return rows
}
