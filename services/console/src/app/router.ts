import { createRouter } from '@tanstack/react-router'
import { botTokensRoutes } from '../bot-tokens/index.js'
import { connectionsRoutes } from '../connections/index.js'
import { developerRoutes } from '../developer/index.js'
import { docsRoutes } from '../docs/index.js'
import { appRoute, publicRoute, rootRoute } from '../frame/index.js'
import { landingRoutes } from '../landing/index.js'
import { settingsRoutes } from '../settings/index.js'
import { signInRoutes } from '../sign-in/index.js'
import { usageRoutes } from '../usage/index.js'
import { vaultRoutes } from '../vault/index.js'
import type { Services } from '../wiring/index.js'
import { publicWorkspacesRoutes, workspacesRoutes } from '../workspaces/index.js'

/** Every area with its routes: one line each. */
const routeTree = rootRoute.addChildren([
  publicRoute.addChildren([...landingRoutes, ...docsRoutes, ...signInRoutes, ...publicWorkspacesRoutes]),
  appRoute.addChildren([
    ...vaultRoutes,
    ...connectionsRoutes,
    ...botTokensRoutes,
    ...usageRoutes,
    ...developerRoutes,
    ...settingsRoutes,
    ...workspacesRoutes,
  ]),
])

export const makeRouter = (services: Services) =>
  createRouter({ routeTree, context: services, defaultPreload: 'intent', scrollRestoration: true })

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>
  }
}
