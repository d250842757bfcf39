import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { appRoute } from '../frame/index.js'

const home = createRoute({
  getParentRoute: () => appRoute,
  path: '/vault',
  component: lazyRouteComponent(() => import('./vault-page.js'), 'VaultPage'),
})

const recover = createRoute({
  getParentRoute: () => appRoute,
  path: '/vault/recover',
  component: lazyRouteComponent(() => import('./recover-page.js'), 'RecoverPage'),
})

const access = createRoute({
  getParentRoute: () => appRoute,
  path: '/vault/access',
  component: lazyRouteComponent(() => import('./access-page.js'), 'AccessPage'),
})

export const vaultRoutes = [home, recover, access] as const
