import { SetMetadata } from '@nestjs/common'

/**
 * Who may call a route of a workspace, which is the one that `workspaceId` in its path names: members who are signed in and management
 * tokens, from which role on; people only; or, where no workspace is in the path, a management token that may issue keys in its own.
 */
export type WorkspaceAccess =
  'workspace-viewer' | 'workspace-admin' | 'workspace-person' | 'workspace-admin-person' | 'workspace-provisioner'

/**
 * Who may call a route: a signed-in person, the same without a cookie (for a page that others embed), an app's server, either, somebody of a workspace,
 * anybody, anybody of whom it matters whether they are signed in, or only our own relay.
 */
export type AccessKind =
  | 'account'
  | 'account-bearer'
  | 'app'
  | 'account-or-app'
  | 'relay-user'
  | 'anonymous'
  | 'anonymous-or-account'
  | 'internal'
  | WorkspaceAccess

export const ACCESS = 'access'

/** Required on every controller method. Without it the guard refuses everybody. */
export const Access = (kind: AccessKind): MethodDecorator => SetMetadata(ACCESS, kind)
