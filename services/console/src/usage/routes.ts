import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { appRoute } from '../frame/index.js'
import { parseView } from './view.js'

const home = createRoute({
  getParentRoute: () => appRoute,
  path: '/usage',
  validateSearch: parseView,
  component: lazyRouteComponent(() => import('./usage-page.js'), 'UsagePage'),
})

export const usageRoutes = [home] as const
