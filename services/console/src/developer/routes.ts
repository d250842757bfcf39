import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { appRoute } from '../frame/index.js'

const home = createRoute({
  getParentRoute: () => appRoute,
  path: '/developer',
  component: lazyRouteComponent(() => import('./developer-page.js'), 'DeveloperPage'),
})

export const developerRoutes = [home] as const
