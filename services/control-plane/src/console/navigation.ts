/** What a request says about where its answer will be shown. */
export interface Navigation {
  readonly path: string
  readonly accept: string | undefined
  /** `Sec-Fetch-Dest`, which every current browser sends and no script can forge. */
  readonly destination: string | undefined
}

// Never pages of the console: our own relay's door, and the Link page with its own policy.
const others = /^\/(?:internal|link|assets)(?:\/|$)/

/** True for a person who opens an address, false for scripts, images and API clients: those have to read `not_found`. */
export const isNavigation = ({ path, accept, destination }: Navigation): boolean =>
  !others.test(path) &&
  (accept ?? '').includes('text/html') &&
  (destination === undefined || destination === 'document')
