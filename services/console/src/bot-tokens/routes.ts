import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { appRoute } from '../frame/index.js'

const home = createRoute({
  getParentRoute: () => appRoute,
  path: '/bot-tokens',
  component: lazyRouteComponent(() => import('./bot-tokens-page.js'), 'BotTokensPage'),
})

export const botTokensRoutes = [home] as const
