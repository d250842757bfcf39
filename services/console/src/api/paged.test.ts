import { type PageQuery, readAll } from './paged.js'

/** A server with so many rows; remembers what it was asked. */
const serverOf = (rows: number) => {
  const asked: PageQuery[] = []
  const ask = async (page: PageQuery) => {
    asked.push(page)
    const from = Number(page.cursor ?? 0)
    const to = Math.min(from + page.pageSize, rows)
    const nextCursor = to < rows ? String(to) : null
    return { rows: Array.from({ length: to - from }, (_, at) => from + at), nextCursor }
  }
  return { asked, ask }
}

describe('a list that is read whole', () => {
  it.each([
    [0, 1],
    [100, 1],
    [101, 2],
    [500, 5],
  ])('of %p rows misses none, in %p calls', async (rows, calls) => {
    const { asked, ask } = serverOf(rows)
    expect(await readAll(100, ask, (page) => page.rows)).toEqual(Array.from({ length: rows }, (_, at) => at))
    expect(asked).toHaveLength(calls)
  })

  it('fails when one of its pages does: half a list would pass for the whole', async () => {
    const { ask } = serverOf(300)
    const failing = (page: PageQuery) => (page.cursor === '200' ? Promise.reject(new Error('away')) : ask(page))
    await expect(readAll(100, failing, (page) => page.rows)).rejects.toThrow('away')
  })
})
