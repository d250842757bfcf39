import type { Relay } from './relay.port.js'

// Longer than any list of models takes; the grant lives for a minute.
const TIMEOUT_MS = 20_000

/** The relay over HTTP. `origin` is the one this page came from. */
export const makeHttpRelay = (origin: string): Relay => ({
  get: async ({ path, headers, token }) => {
    try {
      const response = await fetch(new URL(path, origin), {
        headers: { ...headers, authorization: `Bearer ${token}` },
        credentials: 'omit',
        cache: 'no-store',
        redirect: 'error',
        referrerPolicy: 'no-referrer',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      })
      if (response.ok) {
        await response.body?.cancel()
        return { status: response.status, refusal: undefined }
      }
      return { status: response.status, refusal: refusalIn(await response.json().catch(() => undefined)) }
    } catch {
      return undefined
    }
  },
})

const refusalIn = (body: unknown): string | undefined => {
  const { success, error } = (body ?? {}) as { success?: unknown; error?: { code?: unknown } }
  return success === false && typeof error?.code === 'string' ? error.code : undefined
}
