import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { appRoute, publicRoute } from '../frame/index.js'
import { parseAuditView } from './audit/view.js'
import { parseKeysView } from './keys/view.js'
import { CONNECTION_ID, KEY_ID, textLike } from './search.js'

const all = createRoute({
  getParentRoute: () => appRoute,
  path: '/workspaces',
  component: lazyRouteComponent(() => import('./home/workspaces-page.js'), 'WorkspacesPage'),
})

const one = createRoute({
  getParentRoute: () => appRoute,
  path: '/workspaces/$workspaceId',
  component: lazyRouteComponent(() => import('./workspace-frame.js'), 'WorkspaceFrame'),
})

const overview = createRoute({
  getParentRoute: () => one,
  path: '/',
  component: lazyRouteComponent(() => import('./home/overview-page.js'), 'OverviewPage'),
})

const protectedKeys = createRoute({
  getParentRoute: () => one,
  path: '/protected-keys',
  component: lazyRouteComponent(() => import('./protected-keys/protected-keys-page.js'), 'ProtectedKeysPage'),
})

const protect = createRoute({
  getParentRoute: () => one,
  path: '/protected-keys/new',
  component: lazyRouteComponent(() => import('./protected-keys/protect-page.js'), 'ProtectPage'),
})

const protectedKey = createRoute({
  getParentRoute: () => one,
  path: '/protected-keys/$connectionId',
  component: lazyRouteComponent(() => import('./protected-keys/protected-key-page.js'), 'ProtectedKeyPage'),
})

const keys = createRoute({
  getParentRoute: () => one,
  path: '/keys',
  validateSearch: parseKeysView,
  component: lazyRouteComponent(() => import('./keys/keys-page.js'), 'KeysPage'),
})

const issue = createRoute({
  getParentRoute: () => one,
  path: '/keys/new',
  validateSearch: (search: Record<string, unknown>) => textLike('of', CONNECTION_ID, search['of']),
  component: lazyRouteComponent(() => import('./keys/issue-page.js'), 'IssuePage'),
})

const key = createRoute({
  getParentRoute: () => one,
  path: '/keys/$keyId',
  component: lazyRouteComponent(() => import('./keys/key-page.js'), 'KeyPage'),
})

const addresses = createRoute({
  getParentRoute: () => one,
  path: '/addresses',
  component: lazyRouteComponent(() => import('./networks/addresses-page.js'), 'AddressesPage'),
})

const audit = createRoute({
  getParentRoute: () => one,
  path: '/audit',
  validateSearch: parseAuditView,
  component: lazyRouteComponent(() => import('./audit/audit-page.js'), 'AuditPage'),
})

const managementTokens = createRoute({
  getParentRoute: () => one,
  path: '/management-tokens',
  component: lazyRouteComponent(() => import('./tokens/management-tokens-page.js'), 'ManagementTokensPage'),
})

const people = createRoute({
  getParentRoute: () => one,
  path: '/people',
  component: lazyRouteComponent(() => import('./people/people-page.js'), 'PeoplePage'),
})

const settings = createRoute({
  getParentRoute: () => one,
  path: '/settings',
  component: lazyRouteComponent(() => import('./settings/settings-page.js'), 'SettingsPage'),
})

const leak = createRoute({
  getParentRoute: () => one,
  path: '/leak',
  validateSearch: (search: Record<string, unknown>) => textLike('key', KEY_ID, search['key']),
  component: lazyRouteComponent(() => import('./leak/leak-page.js'), 'LeakPage'),
})

const acceptInvitation = createRoute({
  getParentRoute: () => publicRoute,
  path: '/invitations/accept',
  component: lazyRouteComponent(() => import('./people/accept-page.js'), 'AcceptPage'),
})

const confirmIp = createRoute({
  getParentRoute: () => publicRoute,
  path: '/confirm-ip',
  component: lazyRouteComponent(() => import('./networks/confirm-ip-page.js'), 'ConfirmIpPage'),
})

export const workspacesRoutes = [
  all,
  one.addChildren([
    overview,
    protectedKeys,
    protect,
    protectedKey,
    keys,
    issue,
    key,
    addresses,
    audit,
    managementTokens,
    people,
    settings,
    leak,
  ]),
] as const

export const publicWorkspacesRoutes = [acceptInvitation, confirmIp] as const
