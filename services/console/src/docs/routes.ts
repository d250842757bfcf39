import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { publicRoute } from '../frame/index.js'

const home = createRoute({
  getParentRoute: () => publicRoute,
  path: '/docs',
  component: lazyRouteComponent(() => import('./docs-page.js'), 'DocsPage'),
})

export const docsRoutes = [home] as const
