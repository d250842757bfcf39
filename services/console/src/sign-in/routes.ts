import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { parseNext, publicRoute } from '../frame/index.js'

const validateSearch = (search: Record<string, unknown>): { next?: string | undefined } =>
  search['next'] === undefined ? {} : { next: parseNext(search['next']) }

const signIn = createRoute({
  getParentRoute: () => publicRoute,
  path: '/sign-in',
  validateSearch,
  component: lazyRouteComponent(() => import('./sign-in-page.js'), 'SignInPage'),
})

const register = createRoute({
  getParentRoute: () => publicRoute,
  path: '/register',
  validateSearch,
  component: lazyRouteComponent(() => import('./register-page.js'), 'RegisterPage'),
})

const link = createRoute({
  getParentRoute: () => publicRoute,
  path: '/sign-in/link',
  validateSearch,
  component: lazyRouteComponent(() => import('./link-page.js'), 'LinkPage'),
})

const confirm = createRoute({
  getParentRoute: () => publicRoute,
  path: '/sign-in/confirm',
  component: lazyRouteComponent(() => import('./confirm-page.js'), 'ConfirmPage'),
})

export const signInRoutes = [signIn, register, link, confirm] as const
