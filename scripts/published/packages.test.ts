import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Consumer, install, PUBLISHED, readManifest, root } from './published.testing.js'

/** What of others is in each build, and so owes its notice. */
const BUNDLED: Readonly<Record<string, readonly string[]>> = {
  '@1relay/browser': ['@hpke/common', '@hpke/core'],
  '@1relay/cli': ['openapi-fetch', 'openapi-typescript-helpers'],
  '@1relay/node-sdk': ['openapi-fetch', 'openapi-typescript-helpers'],
}

let consumer: Consumer
beforeAll(() => (consumer = install(PUBLISHED.map(({ name }) => name))), 180_000)
afterAll(() => consumer.remove())

const read = (name: string, file: string): string | undefined => {
  const path = join(consumer.packageFolder(name), file)
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined
}

it('there are packages to look at', () => {
  expect(PUBLISHED.length).toBeGreaterThanOrEqual(7)
})

describe.each(PUBLISHED)('$name, packed', ({ name, exports = {}, bin = {} }) => {
  it('carries the licence, a README, and neither sources nor what the bundler noted', () => {
    expect(read(name, 'LICENSE')).toBe(readFileSync(join(root, 'LICENSE'), 'utf8'))
    expect(read(name, 'README.md')).toMatch(/^# /)
    for (const file of ['src', 'dist/metafile-esm.json']) expect(read(name, file)).toBeUndefined()
  })

  it('carries the notices of what it bundles, and of nothing else', () => {
    const notices = read(name, 'THIRD-PARTY-NOTICES.txt') ?? ''
    const named = [...notices.matchAll(/^(\S+) \d+\.\d+\.\d+ \(.+\)$/gm)].map(([, bundled]) => bundled)
    expect(named).toEqual(BUNDLED[name] ?? [])
    expect([...notices.matchAll(/^Copyright /gm)]).toHaveLength(named.length)
  })

  it('says its licence and the Node that it needs', () => {
    const { license, engines } = readManifest(consumer.packageFolder(name))
    expect([license, engines?.node]).toEqual(['Apache-2.0', expect.stringMatching(/^>=20/)])
  })

  it('can be loaded, by import and by require, with types, or run', () => {
    const entries = Object.keys(exports).map((entry) => join(name, entry))
    expect([...entries, ...Object.keys(bin)]).not.toEqual([])
    for (const entry of entries) {
      const names = 'if (Object.keys(loaded).length === 0) throw new Error("it exports nothing")'
      consumer.run(process.execPath, ['--input-type=module', '-e', `import * as loaded from '${entry}'; ${names}`])
      consumer.run(process.execPath, ['--input-type=commonjs', '-e', `const loaded = require('${entry}'); ${names}`])
    }
    for (const types of typeFilesOf(exports)) expect(read(name, types)).toMatch(/export /)
    for (const command of Object.keys(bin))
      expect(consumer.run(join(consumer.folder, 'node_modules/.bin', command), ['--version'])).toMatch(/^\d+\.\d+/)
  })
})

const typeFilesOf = (exports: unknown): string[] =>
  Object.entries(exports as Record<string, unknown>).flatMap(([condition, value]) => {
    if (condition === '@1relay/source') return []
    if (typeof value !== 'string') return typeFilesOf(value)
    return condition === 'types' ? [value] : []
  })

it.each([
  ['nodenext', 'nodenext', 'types.cts'],
  ['nodenext', 'nodenext', 'types.mts'],
  ['esnext', 'bundler', 'types.mts'],
])(
  'the types of all of them hold together, module %s, resolution %s, %s',
  (module, moduleResolution, file) => {
    const entries = PUBLISHED.flatMap(({ name, exports = {} }) =>
      Object.keys(exports).map((entry) => join(name, entry)),
    )
    const text = entries.map((entry, at) => `export * as entry${at} from '${entry}'`).join('\n')
    const options = { target: 'es2022', lib: ['es2022', 'dom'], strict: true, noEmit: true, types: ['node'] }
    const typeRoots = [join(root, 'node_modules/@types')]
    const paths = { react: [join(root, 'node_modules/@types/react')] }
    expect(consumer.compile(file, text, { ...options, module, moduleResolution, typeRoots, paths })).toBe('')
  },
  60_000,
)
