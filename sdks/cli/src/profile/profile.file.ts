import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { CliProblem } from '../problem.js'
import { type Profile, readOrigin, type Settings } from './settings.js'

const NOBODY = 'Nobody is signed in here. Run: 1relay login'

/** The profile in force; a CliProblem `not_allowed` if nobody is signed in. */
export const loadProfile = (settings: Settings): Profile => {
  const stored = readFile(settings.file)
  const origin = settings.origin === undefined ? stored?.origin : readOrigin(settings.origin)
  // The stored token is for the stored origin: whoever sets the address must not get it sent there.
  const token = settings.token ?? (stored !== undefined && stored.origin === origin ? stored.token : undefined)
  if (origin === undefined || token === undefined) throw new CliProblem('not_allowed', NOBODY)
  const workspaceId = settings.workspaceId ?? stored?.workspaceId
  return { origin, token, ...(workspaceId === undefined ? {} : { workspaceId }) }
}

/** Writes the profile, readable by its owner alone. */
export const saveProfile = (settings: Settings, profile: Profile): void => {
  mkdirSync(dirname(settings.file), { recursive: true, mode: 0o700 })
  const draft = `${settings.file}.${process.pid}`
  writeFileSync(draft, `${JSON.stringify(profile, null, 2)}\n`, { mode: 0o600 })
  chmodSync(draft, 0o600)
  renameSync(draft, settings.file)
}

export const forgetProfile = (settings: Settings): void => rmSync(settings.file, { force: true })

const readFile = (file: string): Profile | undefined => {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
  if (process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0) {
    throw new CliProblem('not_allowed', `Others can read ${file}, which holds a token. Run: chmod 600 ${file}`)
  }
  const profile = parse(text)
  if (profile === undefined) throw new CliProblem('usage', `${file} is not what 1relay login writes. Sign in anew.`)
  return profile
}

const parse = (text: string): Profile | undefined => {
  try {
    const { origin, token, workspaceId } = JSON.parse(text) as Partial<Record<keyof Profile, unknown>>
    if (typeof origin !== 'string' || typeof token !== 'string') return undefined
    return { origin, token, ...(typeof workspaceId === 'string' ? { workspaceId } : {}) }
  } catch {
    return undefined
  }
}
