import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { appRoute } from '../frame/index.js'

const home = createRoute({
  getParentRoute: () => appRoute,
  path: '/developer',
  component: lazyRouteComponent(() => import('./developer-page.js'), 'DeveloperPage'),
})

const one = createRoute({
  getParentRoute: () => appRoute,
  path: '/developer/$clientId',
  component: lazyRouteComponent(() => import('./app-page.js'), 'AppPage'),
})

const playground = createRoute({
  getParentRoute: () => appRoute,
  path: '/developer/$clientId/playground',
  component: lazyRouteComponent(() => import('./playground/playground-page.js'), 'PlaygroundPage'),
})

export const developerRoutes = [home, one, playground] as const
