import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { publicRoute } from '../frame/index.js'

const home = createRoute({
  getParentRoute: () => publicRoute,
  path: '/',
  component: lazyRouteComponent(() => import('./landing-page.js'), 'LandingPage'),
})

export const landingRoutes = [home] as const
