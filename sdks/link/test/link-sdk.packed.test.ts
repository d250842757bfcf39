import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { type Consumer, install } from '../../../scripts/published/published.testing.js'

const SIZE_MAX_BYTES = 5_000
let page: Consumer

beforeAll(() => (page = install(['@1relay/link-sdk'])), 60_000)
afterAll(() => page.remove())

describe('the packed package', () => {
  it('weighs less than 5 kB gzipped and has no dependency', () => {
    const installed = page.packageFolder('@1relay/link-sdk')
    for (const file of ['dist/index.js', 'dist/index.cjs']) {
      expect(gzipSync(readFileSync(join(installed, file))).length).toBeLessThan(SIZE_MAX_BYTES)
      expect(readFileSync(join(installed, file), 'utf8')).not.toMatch(/\bimport\b|\brequire\(/)
    }
    const manifest = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as { dependencies?: object }
    expect(Object.keys(manifest.dependencies ?? {})).toEqual([])
  })

  const check = 'console.log(typeof OneRelay.create, typeof OneRelay.link)'

  it('is imported as an ES module, on a server too', () => {
    writeFileSync(join(page.folder, 'a.mjs'), `import { OneRelay } from '@1relay/link-sdk'\n${check}`)
    expect(page.run(process.execPath, ['a.mjs']).trim()).toBe('function function')
  })

  it('is required as CommonJS', () => {
    writeFileSync(join(page.folder, 'b.cjs'), `const { OneRelay } = require('@1relay/link-sdk')\n${check}`)
    expect(page.run(process.execPath, ['b.cjs']).trim()).toBe('function function')
  })

  it.each([
    ['nodenext', 'nodenext', 'c.cts'],
    ['esnext', 'bundler', 'c.mts'],
  ])(
    'has types for module %s',
    (module, moduleResolution, file) => {
      const text = `import { type LinkError, OneRelay } from '@1relay/link-sdk'
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
`
      const options = { target: 'es2022', lib: ['es2022', 'dom'], strict: true, noEmit: true, types: [] }
      expect(page.compile(file, text, { ...options, module, moduleResolution })).toBe('')
    },
    30_000,
  )
})
