import { SetMetadata } from '@nestjs/common'

/** Who may call a route: a signed-in person, an app's server, either, anybody, or only our own relay. */
export type AccessKind = 'account' | 'app' | 'account-or-app' | 'relay-user' | 'anonymous' | 'internal'

export const ACCESS = 'access'

/** Required on every controller method. Without it the guard refuses everybody. */
export const Access = (kind: AccessKind): MethodDecorator => SetMetadata(ACCESS, kind)
