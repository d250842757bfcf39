import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { appRoute } from '../frame/index.js'

const home = createRoute({
  getParentRoute: () => appRoute,
  path: '/settings',
  component: lazyRouteComponent(() => import('./settings-page.js'), 'SettingsPage'),
})

export const settingsRoutes = [home] as const
