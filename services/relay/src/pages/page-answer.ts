import type { ServerResponse } from 'node:http'

// Beside the answer, so that whoever writes one, a refusal of the router included, finds them without having been told.
const pairs = new WeakMap<ServerResponse, readonly string[]>()

/** Makes an answer one for a page: it carries these header pairs, and a refusal is a plain sentence. */
export const markForPage = (res: ServerResponse, headers: readonly [string, string][]): void => {
  pairs.set(res, headers.flat())
}

/** The header pairs of an answer to a page; undefined for any other. */
export const pagePairs = (res: ServerResponse): readonly string[] | undefined => pairs.get(res)
