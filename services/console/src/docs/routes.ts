import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { publicRoute } from '../frame/index.js'
import { findDoc } from './find-doc.js'

const home = createRoute({
  getParentRoute: () => publicRoute,
  path: '/docs',
  component: lazyRouteComponent(() => import('./docs-page.js'), 'DocsPage'),
})

const page = createRoute({
  getParentRoute: () => publicRoute,
  path: '/docs/$slug',
  loader: ({ params }) => findDoc(params.slug),
  component: lazyRouteComponent(() => import('./doc-page.js'), 'DocPage'),
})

const security = createRoute({
  getParentRoute: () => publicRoute,
  path: '/security',
  beforeLoad: () => redirect({ href: '/docs/security', replace: true, throw: true }),
})

export const docsRoutes = [home, page, security] as const
