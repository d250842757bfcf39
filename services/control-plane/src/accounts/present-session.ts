import { deviceName } from './device-name.js'
import type { Session } from './sessions.service.js'

/** A session as its person reads it; `currentId` is the one that asks. */
export const presentSession = (session: Session, currentId: string) => ({
  id: session.id,
  device: deviceName(session.userAgent),
  ip: session.ip,
  method: session.method,
  createdAt: session.createdAt.toISOString(),
  lastSeenAt: session.lastSeenAt.toISOString(),
  expiresAt: session.expiresAt.toISOString(),
  isCurrent: session.id === currentId,
})
