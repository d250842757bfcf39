import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parse } from 'yaml'

const root = resolve(__dirname, '..')
const read = (path: string): string => readFileSync(resolve(root, path), 'utf8')

interface Compose {
  services: Record<string, { environment: Record<string, string>; volumes: string[] }>
}
const { services } = parse(read('docker-compose.yml'), { merge: true }) as Compose

const shared = ['services/internal/browser-apps/src/settings.ts', 'services/internal/redis/src/settings.ts']
const settingsOf: Record<string, string[]> = {
  'control-plane': ['services/control-plane/src/config.ts', ...shared],
  relay: ['services/relay/src/config.ts', 'services/relay/src/key-source/settings.ts', ...shared],
}

// The image says where it listens and where its files are; here is one of each, and no tests.
const fixed =
  'NODE_ENV HOST PORT DATA_DIR LINK_DIST CONSOLE_DIST EXAMPLE_APP_URL PUBLIC_FALLTHROUGH REDIS_CLUSTER QUEUE_WORKERS'
// Measured defaults that only another machine or a load test gives a reason to change: a file of one's own beside the compose file.
const tuning =
  'THROTTLE_SCALE INSPECTED_BODY_MAX_BYTES HEADERS_MAX_BYTES GRANT_CACHE_MAX UPSTREAM_CONNECT_TIMEOUT_MS REDIS_COMMAND_TIMEOUT_MS ' +
  'UPSTREAM_HANDSHAKE_TIMEOUT_MS INSPECTED_BODIES_MAX_BYTES HOLD_TTL_MS OVERLOAD_LOOP_DELAY_MS OVERLOAD_OPEN_CALLS OVERLOAD_RSS_BYTES ' +
  'SHUTDOWN_GRACE_MS'
const leftOut = new Set([...fixed.split(' '), ...tuning.split(' ')])

const settings = (service: string): string[] =>
  (settingsOf[service] ?? []).flatMap((path) =>
    [...read(path).matchAll(/^ {2}([A-Z][A-Z0-9_]+):/gm)].map(([, name]) => name ?? ''),
  )

describe.each(['control-plane', 'relay'])('the compose file, for the %s', (name) => {
  const { environment = {}, volumes = [] } = services[name] ?? {}

  it('passes every setting on, but for those that are named here', () => {
    const passed = settings(name).filter((setting) => !leftOut.has(setting))
    expect(passed.length).toBeGreaterThan(10)
    expect(passed.filter((setting) => !(setting in environment))).toEqual([])
  })

  it('passes nothing on that the service does not know', () => {
    expect(Object.keys(environment).filter((setting) => !settings(name).includes(setting))).toEqual([])
  })

  it('keeps the default of what is not set', () => {
    const optional = Object.entries(environment).filter(([, value]) => /^\$\{\w+:-/.test(value))
    expect(optional.length).toBeGreaterThan(3)
    for (const [setting, value] of optional) {
      expect([`\${${setting}:-}`, '${LOG_LEVEL:-info}']).toContain(value)
    }
  })

  it('mounts nothing of this machine but keys, and those read-only', () => {
    const bound = volumes.filter((volume) => /^[./$]/.test(volume))
    expect(bound.filter((volume) => !volume.endsWith(':/run/keys:ro'))).toEqual([])
  })
})
