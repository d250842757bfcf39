/** The OpenAPI document, parsed. */
export interface ContractDocument {
  readonly openapi: string
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  readonly [key: string]: unknown
}

/** Paths of the contract that the relay serves: here they do not exist. */
export const isServedByRelay = (path: string): boolean => /^\/(?:v1\/proxy|relay|\{protectedKeyId\})(?:\/|$)/.test(path)

/**
 * Tells paths that the contract says nothing about: our own relay's door, and pages for browsers. Where a path of the contract
 * begins with the same segment (`/v1/…`), the contract decides, and what it does not name does not exist.
 */
export const outsideContract = (document: ContractDocument): ((path: string) => boolean) => {
  const owned = new Set(Object.keys(document.paths).map(firstSegment))
  return (path) => !owned.has(firstSegment(path))
}

const firstSegment = (path: string): string => path.split('/', 2)[1] ?? ''

/** The part of the document that this process serves. */
export const servedPart = (document: ContractDocument): ContractDocument => ({
  ...document,
  paths: Object.fromEntries(Object.entries(document.paths).filter(([path]) => !isServedByRelay(path))),
})
