/** Every item of a paged list, asking for the next page only when it is needed. */
export async function* eachItem<P extends { nextCursor: string | null }, T>(
  findPage: (cursor: string | undefined) => Promise<P>,
  itemsOf: (page: P) => readonly T[],
): AsyncGenerator<T, void, undefined> {
  let cursor: string | undefined
  for (;;) {
    const page = await findPage(cursor)
    yield* itemsOf(page)
    if (page.nextCursor === null) return
    cursor = page.nextCursor
  }
}
