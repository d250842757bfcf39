import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { appRoute } from '../frame/index.js'

const home = createRoute({
  getParentRoute: () => appRoute,
  path: '/connections',
  component: lazyRouteComponent(() => import('./connections-page.js'), 'ConnectionsPage'),
})

const one = createRoute({
  getParentRoute: () => appRoute,
  path: '/connections/$connectionId',
  component: lazyRouteComponent(() => import('./connection-page.js'), 'ConnectionPage'),
})

export const connectionsRoutes = [home, one] as const
