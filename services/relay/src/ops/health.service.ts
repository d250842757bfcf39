export interface HealthOptions {
  /** Each resolves if its part answers, and rejects or hangs otherwise. */
  readonly checks: Readonly<Record<string, () => Promise<unknown>>>
  readonly isDraining: () => boolean
  readonly timeoutMs: number
}

export type Health =
  | { readonly ok: true }
  | { readonly ok: false; readonly code: 'draining' | 'unavailable'; readonly failing: readonly string[] }

/** Whether this relay should get requests: not while it drains, nor while something it cannot work without is away. */
export const checkHealth = async ({ checks, isDraining, timeoutMs }: HealthOptions): Promise<Health> => {
  if (isDraining()) return { ok: false, code: 'draining', failing: [] }
  const results = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => ((await isFine(check, timeoutMs)) ? undefined : name)),
  )
  const failing = results.filter((name) => name !== undefined)
  return failing.length === 0 ? { ok: true } : { ok: false, code: 'unavailable', failing }
}

const isFine = (check: () => Promise<unknown>, timeoutMs: number): Promise<boolean> =>
  new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), timeoutMs)
    check()
      .then(() => resolve(true))
      .catch(() => resolve(false))
      .finally(() => clearTimeout(timer))
  })
