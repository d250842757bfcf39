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

const confirm = createRoute({
  getParentRoute: () => publicRoute,
  path: '/sign-in/confirm',
  validateSearch,
  component: lazyRouteComponent(() => import('./confirm-page.js'), 'ConfirmPage'),
})

export const signInRoutes = [signIn, register, confirm] as const
