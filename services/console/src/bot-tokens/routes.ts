import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { appRoute } from '../frame/index.js'

const home = createRoute({
  getParentRoute: () => appRoute,
  path: '/bot-tokens',
  component: lazyRouteComponent(() => import('./bot-tokens-page.js'), 'BotTokensPage'),
})

const one = createRoute({
  getParentRoute: () => appRoute,
  path: '/bot-tokens/$botTokenId',
  component: lazyRouteComponent(() => import('./bot-token-page.js'), 'BotTokenPage'),
})

export const botTokensRoutes = [home, one] as const
