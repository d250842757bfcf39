import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { forgetProfile, loadProfile, readOrigin, readSettings, saveProfile } from './index.js'

const folder = mkdtempSync(join(tmpdir(), 'cli-'))
afterAll(() => rmSync(folder, { recursive: true }))

const settings = (env: Record<string, string> = {}) => readSettings({ XDG_CONFIG_HOME: folder, ...env }, '/nowhere')
const stored = { origin: 'https://relay.example', token: '1r_st_x', workspaceId: 'w' }
beforeEach(() => saveProfile(settings(), stored))

describe('the file', () => {
  it('is for its owner alone, and is refused when others can read it', () => {
    const { file } = settings()
    expect(statSync(file).mode & 0o777).toBe(0o600)
    chmodSync(file, 0o644)
    expect(() => loadProfile(settings())).toThrow(/Others can read/)
  })

  it('is refused when it is something else, and says nothing of what is in it', () => {
    writeFileSync(settings().file, '{"token": 17, "secret": "canary"}', { mode: 0o600 })
    expect(() => loadProfile(settings())).toThrow(/Sign in anew/)
    expect(() => loadProfile(settings())).not.toThrow(/canary/)
  })

  it('is gone after signing out', () => {
    forgetProfile(settings())
    expect(() => loadProfile(settings())).toThrow(/1relay login/)
  })
})

describe('the environment', () => {
  it('stands before the file', () => {
    const env = { ONERELAY_TOKEN: 'rk_mgmt_y', ONERELAY_WORKSPACE: 'v' }
    expect(loadProfile(settings(env))).toEqual({ origin: stored.origin, token: 'rk_mgmt_y', workspaceId: 'v' })
  })

  it('gets the stored token sent to no other origin', () => {
    expect(() => loadProfile(settings({ ONERELAY_ORIGIN: 'https://evil.example' }))).toThrow(/Nobody is signed in/)
    expect(loadProfile(settings({ ONERELAY_ORIGIN: 'https://relay.example/' })).token).toBe(stored.token)
  })
})

describe('an address', () => {
  it.each(['http://relay.example', 'ftp://relay.example', 'https://', 'relay example'])('is not %j', (text) => {
    expect(() => readOrigin(text)).toThrow()
  })

  it.each([
    ['relay.example', 'https://relay.example'],
    ['https://relay.example:8443/console?x#y', 'https://relay.example:8443'],
    ['http://localhost:4000', 'http://localhost:4000'],
  ])('%s is %s', (text, origin) => expect(readOrigin(text)).toBe(origin))
})
