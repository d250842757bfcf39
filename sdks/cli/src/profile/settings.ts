import { join } from 'node:path'
import { CliProblem } from '../problem.js'

/** Whom to ask, and as who. */
export interface Profile {
  readonly origin: string
  readonly token: string
  /** The workspace that commands are about, unless they name another one. */
  readonly workspaceId?: string
}

/** What the environment says: it stands before the file. */
export interface Settings {
  readonly file: string
  readonly origin: string | undefined
  readonly token: string | undefined
  readonly workspaceId: string | undefined
}

type Environment = Readonly<Record<string, string | undefined>>

export const readSettings = (env: Environment, home: string): Settings => ({
  file: join(env['XDG_CONFIG_HOME'] || join(home, '.config'), '1relay', 'config.json'),
  origin: env['ONERELAY_ORIGIN'] || undefined,
  token: env['ONERELAY_TOKEN'] || undefined,
  workspaceId: env['ONERELAY_WORKSPACE'] || undefined,
})

/** The origin in what somebody typed. Plain http is for this machine only: a token would be readable on the way. */
export const readOrigin = (text: string): string => {
  const address = text.includes('://') ? text : `https://${text}`
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) {
    throw new CliProblem('usage', 'The address of 1Relay has to look like https://relay.example.com.')
  }
  const isHere = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)
  if (url.protocol === 'http:' && !isHere) {
    throw new CliProblem('usage', 'Use https: over plain http, everybody on the way could read the token.')
  }
  return url.origin
}
