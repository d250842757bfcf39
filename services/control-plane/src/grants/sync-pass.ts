export interface SyncPass<T> {
  /** What waits, the longest waiting first, without those ids. */
  list: (limit: number, except: readonly string[]) => Promise<readonly T[]>
  idOf: (one: T) => string
  project: (one: T) => Promise<unknown>
}

const BATCH = 200
// Of one node of a cluster that is away. When all of Redis is, the rest would fail as well.
const FAILURES_MAX = 20

/**
 * Projects all that waits, and gives how many that were. What fails is passed over, so that one node of Redis that is away keeps nothing of the
 * others waiting; then it rejects at the end, with the first failure.
 */
export const syncPass = async <T>({ list, idOf, project }: SyncPass<T>): Promise<number> => {
  const failed = new Map<string, unknown>()
  for (let count = 0; ;) {
    const waiting = await list(BATCH, [...failed.keys()])
    for (const one of waiting) {
      if (failed.size >= FAILURES_MAX) break
      await project(one).then(
        () => count++,
        (error: unknown) => failed.set(idOf(one), error),
      )
    }
    const [first] = failed.values()
    if (failed.size >= FAILURES_MAX || (failed.size > 0 && waiting.length < BATCH)) throw first
    if (waiting.length < BATCH) return count
  }
}
