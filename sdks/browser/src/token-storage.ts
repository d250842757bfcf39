/** Where a token is kept between visits; `localStorage` is one. */
export interface TokenStorage {
  /** What is kept under the name, or null. */
  getItem(key: string): string | null
  /** Keeps a value under the name. */
  setItem(key: string, value: string): void
  /** Forgets what is kept under the name. */
  removeItem(key: string): void
}

/** Keeps a token as long as the page is open. */
export const memoryStorage = (): TokenStorage => {
  const kept = new Map<string, string>()
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  }
}

/** Where a client keeps its token: as it is told, else `localStorage`, else memory. `isShared`: other clients and tabs may see it. */
export const openStorage = (storage: TokenStorage | null | undefined): { kept: TokenStorage; isShared: boolean } => {
  const kept = storage === undefined ? pageStorage() : storage
  return kept == null ? { kept: memoryStorage(), isShared: false } : { kept, isShared: true }
}

// Where the browser blocks storage, and in frames without an origin, the very look at it throws.
const pageStorage = (): TokenStorage | undefined => {
  try {
    return globalThis.localStorage
  } catch {
    return undefined
  }
}

/** The name under which byok-relay's client keeps the token of an app at a relay, so that nobody has to enter their keys again. */
export const storageKey = (relayUrl: string, appId: string): string =>
  `byok-relay:relay-token:${new URL(relayUrl).origin}:${appId}`
