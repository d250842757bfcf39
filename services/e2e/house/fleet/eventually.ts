// A bound against hanging, not an assertion about speed.
const LIMIT_MS = 60_000
const EVERY_MS = 20

/** Looks until it sees something, and gives that; fails with `what` when it never does. */
export const eventually = async <T>(what: string, look: () => Promise<T | undefined> | T | undefined): Promise<T> => {
  const until = Date.now() + LIMIT_MS
  for (;;) {
    const seen = await look()
    if (seen !== undefined) return seen
    if (Date.now() > until) throw new Error(`it never happened: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS))
  }
}

/** Waits until a condition holds. */
export const until = async (what: string, holds: () => Promise<boolean> | boolean): Promise<void> => {
  await eventually(what, async () => ((await holds()) ? true : undefined))
}
