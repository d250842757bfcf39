import { createRootRouteWithContext, createRoute, redirect } from '@tanstack/react-router'
import { accountQuery, isProblem } from '../api/index.js'
import type { Services } from '../wiring/index.js'
import { AppFrame } from './app-frame.js'
import { NotFound } from './not-found.js'
import { PageError } from './page-error.js'
import { PublicFrame } from './public-frame.js'
import { signInTarget } from './return-path.js'
import { Root } from './root.js'
import { isSignedInHint } from './signed-in-hint.browser.js'

export const rootRoute = createRootRouteWithContext<Services>()({
  component: Root,
  errorComponent: PageError,
  notFoundComponent: NotFound,
})

/** Below it: pages of a signed-in person. */
export const appRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'app',
  component: AppFrame,
  errorComponent: PageError,
  beforeLoad: async ({ context, location }) => {
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- the router's own way to say where to go instead
    if (!isSignedInHint()) throw redirect(signInTarget(location.href))
    try {
      await context.queryClient.ensureQueryData(accountQuery(context.client))
    } catch (error) {
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- as above
      if (isProblem(error, 'unauthenticated')) throw redirect(signInTarget(location.href))
      throw error
    }
  },
})

/** Below it: pages for everybody. */
export const publicRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'public',
  component: PublicFrame,
  errorComponent: PageError,
})
