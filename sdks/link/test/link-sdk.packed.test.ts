import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from './stage.testing.js'

const SIZE_MAX_BYTES = 5_000
const project = join(__dirname, '..')
const bin = join(project, '../../node_modules/.bin')
let built: ReturnType<typeof build>
let consumer: string
const run = (command: string, args: string[], cwd: string): string =>
  execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })

beforeAll(() => {
  built = build({ hasTypes: true })
  for (const file of ['package.json', 'README.md']) cpSync(join(project, file), join(built.folder, file))
  const [packed] = JSON.parse(run('npm', ['pack', '--json', '--loglevel=error'], built.folder)) as {
    filename: string
  }[]
  consumer = join(built.folder, 'consumer')
  mkdirSync(consumer)
  writeFileSync(join(consumer, 'package.json'), '{"private":true}')
  const tarball = join(built.folder, packed?.filename ?? '')
  run(
    'npm',
    ['install', '--offline', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error', tarball],
    consumer,
  )
}, 60_000)
afterAll(() => built.remove())

describe('the packed package', () => {
  it('weighs less than 5 kB gzipped and has no dependency', () => {
    const installed = join(consumer, 'node_modules/@1relay/link-sdk')
    for (const file of ['dist/index.js', 'dist/index.cjs']) {
      expect(gzipSync(readFileSync(join(installed, file))).length).toBeLessThan(SIZE_MAX_BYTES)
      expect(readFileSync(join(installed, file), 'utf8')).not.toMatch(/\bimport\b|\brequire\(/)
    }
    const manifest = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as { dependencies?: object }
    expect(Object.keys(manifest.dependencies ?? {})).toEqual([])
  })

  const check = 'console.log(typeof OneRelay.create, typeof OneRelay.link)'

  it('is imported as an ES module, on a server too', () => {
    writeFileSync(join(consumer, 'a.mjs'), `import { OneRelay } from '@1relay/link-sdk'\n${check}`)
    expect(run(process.execPath, ['a.mjs'], consumer).trim()).toBe('function function')
  })

  it('is required as CommonJS', () => {
    writeFileSync(join(consumer, 'b.cjs'), `const { OneRelay } = require('@1relay/link-sdk')\n${check}`)
    expect(run(process.execPath, ['b.cjs'], consumer).trim()).toBe('function function')
  })

  it.each([
    ['nodenext', 'nodenext', 'c.cts'],
    ['esnext', 'bundler', 'c.mts'],
  ])(
    'has types for module %s',
    (module, moduleResolution, file) => {
      writeFileSync(
        join(consumer, file),
        `import { type LinkError, OneRelay } from '@1relay/link-sdk'
const handler = OneRelay.create({
  token: '', apiBaseUrl: '',
  onSuccess: ({ publicToken }) => fetch('/exchange', { method: 'POST', body: publicToken }),
  onExit: (error) => { const known: LinkError | null = error; console.log(known?.code) },
})
handler.open()
export const ended = async () => {
  const ending = await OneRelay.link({ token: '', apiBaseUrl: '', mode: 'window' })
  return ending.outcome === 'success' ? ending.publicToken : ending.error?.displayMessage
}
// @ts-expect-error onSuccess is needed
OneRelay.create({ token: '', apiBaseUrl: '' })
`,
      )
      const compilerOptions = {
        module,
        moduleResolution,
        target: 'es2022',
        lib: ['es2022', 'dom'],
        strict: true,
        noEmit: true,
        types: [],
      }
      writeFileSync(join(consumer, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: [file] }))
      expect(run(join(bin, 'tsc'), ['-p', '.'], consumer)).toBe('')
    },
    30_000,
  )
})
