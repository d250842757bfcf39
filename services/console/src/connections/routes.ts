import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { appRoute } from '../frame/index.js'

const home = createRoute({
  getParentRoute: () => appRoute,
  path: '/connections',
  component: lazyRouteComponent(() => import('./connections-page.js'), 'ConnectionsPage'),
})

export const connectionsRoutes = [home] as const
