import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { publicRoute } from '../frame/index.js'

const home = createRoute({
  getParentRoute: () => publicRoute,
  path: '/',
  component: lazyRouteComponent(() => import('./landing-page.js'), 'LandingPage'),
})

const security = createRoute({
  getParentRoute: () => publicRoute,
  path: '/security',
  component: lazyRouteComponent(() => import('./security-page.js'), 'SecurityPage'),
})

export const landingRoutes = [home, security] as const
