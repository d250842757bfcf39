import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'

const root = resolve(__dirname, '..')

/** One file that breaks one rule: rule, file, its one line. */
const violations: [string, string, string][] = [
  ['contracts-stand-alone', 'contracts/src/a.ts', "import '../../sdks/vault/src/token.js'"],
  ['vault-stands-alone', 'sdks/vault/src/b.ts', "import '../../../contracts/src/errors.js'"],
  ['vault-has-no-built-ins', 'sdks/vault/src/c.ts', "import 'node:fs'"],
  ['custody-stands-on-contracts-and-vault', 'sdks/custody/src/w.ts', "import '../../link/src/index.js'"],
  ['custody-has-no-built-ins', 'sdks/custody/src/x.ts', "import 'node:fs'"],
  ['sdks-know-no-service', 'sdks/node/src/d.ts', "import '../../../services/relay/src/main.js'"],
  ['link-sdk-has-no-dependency', 'sdks/link/src/e.ts', "import 'ioredis'"],
  ['services-never-import-each-other', 'services/relay/src/f.ts', "import '../../control-plane/src/main.js'"],
  ['services-never-import-each-other', 'services/control-plane/src/g.ts', "import '../../relay/src/main.js'"],
  ['internal-knows-no-service', 'services/internal/log/src/h.ts', "import '../../../relay/src/main.js'"],
  ['relay-has-no-framework', 'services/relay/src/i.ts', "import '@nestjs/common'"],
  ['relay-has-no-framework', 'services/relay/src/store.postgres.ts', "import 'pg'"],
  ['control-plane-forwards-nothing', 'services/control-plane/src/j.ts', "import 'http-proxy-3'"],
  ['web-has-no-built-ins', 'services/link/src/k.ts', "import 'node:path'"],
  ['web-knows-no-internals', 'services/link/src/l.ts', "import '../../internal/log/src/index.js'"],
  ['nobody-imports-tests', 'services/relay/src/m.ts', "import './main.test.js'"],
  ['no-cycles', 'services/relay/src/n.ts', "import './o.js'"],
  ['pure-has-no-packages', 'services/relay/src/judge/p.ts', "import 'ioredis'"],
  ['pure-has-no-io', 'services/relay/src/judge/q.ts', "import 'node:fs'"],
  ['ports-are-types', 'services/relay/src/admit/r.port.ts', "import './s.redis.js'"],
  ['use-cases-see-ports-only', 'services/relay/src/admit/t.service.ts', "import './s.redis.js'"],
  ['service-touches-only-its-own', 'services/relay/src/admit/u.service.ts', "import 'ioredis'"],
  ['redis-touches-only-its-own', 'services/relay/src/admit/v.redis.ts', "import 'undici'"],
]

const innocent: [string, string][] = [
  ['contracts/src/errors.ts', 'export const errors = 1'],
  ['sdks/vault/src/token.ts', "import 'hash-wasm'\nexport const token = 1"],
  ['sdks/node/src/index.ts', "import '../../vault/src/token.js'"],
  ['services/relay/src/main.ts', "import '../../internal/log/src/index.js'\nimport './admit/s.redis.js'"],
  ['services/relay/src/main.test.ts', "import 'ioredis'"],
  ['services/relay/src/o.ts', "import './n.js'"],
  ['services/relay/src/judge/path.ts', "import '../../../../contracts/src/errors.js'\nimport 'node:net'"],
  ['services/relay/src/admit/s.redis.ts', "import 'ioredis'"],
  ['services/control-plane/src/main.ts', "import '@nestjs/common'\nimport '../../../sdks/vault/src/token.js'"],
  ['sdks/link/src/index.ts', 'export const link = 1'],
  ['sdks/custody/src/index.ts', "import '../../vault/src/token.js'"],
  ['services/internal/log/src/index.ts', 'export const log = 1'],
]

const packages = ['ioredis', 'undici', 'pg', '@nestjs/common', 'http-proxy-3', 'hash-wasm']
const dependencies = Object.fromEntries(packages.map((name) => [name, '1.0.0']))

let folder: string
const write = (path: string, text: string): void => {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), text)
}

interface Violation {
  from: string
  rule: { name: string }
}

const cruise = (): Violation[] => {
  const bin = join(root, 'node_modules', '.bin', 'depcruise')
  const args = [
    '--config',
    join(root, '.dependency-cruiser.mjs'),
    '--output-type',
    'json',
    'contracts',
    'sdks',
    'services',
  ]
  const { stdout, stderr } = spawnSync(process.execPath, [bin, ...args], { cwd: folder, encoding: 'utf8' })
  if (!stdout) throw new Error(stderr)
  return (JSON.parse(stdout) as { summary: { violations: Violation[] } }).summary.violations
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), '1relay-layers-'))
  write('package.json', JSON.stringify({ name: 'house', dependencies }))
  write('tsconfig.base.json', '{}')
  for (const name of packages) {
    write(`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'index.js' }))
    write(`node_modules/${name}/index.js`, '')
  }
  for (const [path, text] of innocent) write(path, text)
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('the layer rules', () => {
  it('catch each way of breaking them', () => {
    for (const [, path, line] of violations) write(path, `${line}\n`)
    const found = cruise().map(({ from, rule }) => `${rule.name}: ${from}`)
    expect(violations.map(([rule, path]) => `${rule}: ${path}`).filter((wanted) => !found.includes(wanted))).toEqual([])
  })

  it('leave a house that keeps them alone', () => {
    write('services/relay/src/n.ts', '')
    expect(cruise()).toEqual([])
  })
})
