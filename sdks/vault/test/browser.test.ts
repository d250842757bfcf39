import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { type Browser, chromium } from 'playwright-core'

/** What the page in browser.page.ts leaves behind. */
interface Report {
  readonly secure: boolean
  readonly passed: readonly string[]
  readonly failed: readonly string[]
}

const NAMES = [
  'tokens',
  'token-seal',
  'relay-seal',
  'protected-key',
  'vault-key',
  'passkey-key',
  'vault-item',
  'owner-envelope',
  'exchange-proof',
]
const vectorFile = (name: string) => join(__dirname, '../../../contracts/vectors', `${name}.json`)

/** The page's modules by path: an entry, and the chunks that a dynamic import splits off. */
const bundle = async (): Promise<ReadonlyMap<string, string>> => {
  const { outputFiles } = await build({
    entryPoints: { page: join(__dirname, 'browser.page.ts') },
    bundle: true,
    splitting: true,
    format: 'esm',
    // A node built-in anywhere in the package fails the build for this platform.
    platform: 'browser',
    conditions: ['@1relay/source'],
    outdir: '/out',
    write: false,
  })
  return new Map(outputFiles.map((file) => [file.path.replace('/out', ''), file.text]))
}

const serve = async (modules: ReadonlyMap<string, string>): Promise<Server> => {
  const vectors = JSON.stringify(
    Object.fromEntries(NAMES.map((name) => [name, JSON.parse(readFileSync(vectorFile(name), 'utf8'))])),
  )
  const server = createServer((req, res) => {
    const script = modules.get(req.url ?? '')
    if (req.url === '/') {
      // As strict as the Link page may be: WebAssembly is all that Argon2id needs beyond scripts of our own.
      res.setHeader('content-security-policy', "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'")
      return res
        .setHeader('content-type', 'text/html')
        .end('<!doctype html><script type="module" src="/page.js"></script>')
    }
    if (req.url === '/vectors.json') return res.setHeader('content-type', 'application/json').end(vectors)
    if (script === undefined) return res.writeHead(404).end()
    return res.setHeader('content-type', 'text/javascript').end(script)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server
}

describe('in Chromium, under a strict content security policy', () => {
  let server: Server
  let browser: Browser
  let modules: ReadonlyMap<string, string>

  beforeAll(async () => {
    modules = await bundle()
    server = await serve(modules)
    browser = await chromium.launch({
      executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
      args: [
        ...['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
        ...['--disable-sync', '--no-first-run'],
      ],
    })
  }, 60_000)

  afterAll(async () => {
    await browser?.close()
    await new Promise((resolve) => server?.close(resolve) ?? resolve(undefined))
  })

  it('meets every demand of the published vectors, Argon2id at full cost included', async () => {
    const page = await browser.newPage()
    await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/`)
    const output = page.locator('output')
    const report = JSON.parse((await output.textContent({ timeout: 60_000 })) ?? '') as Report
    expect(report.failed).toEqual([])
    expect(report.secure).toBe(true)
    expect(report.passed.length).toBeGreaterThan(40)
    expect(report.passed).toContain('vault-key: the master password gives the published key')
  }, 90_000)

  it('keeps Argon2id in a chunk of its own, out of the first load', () => {
    const holding = [...modules].filter(([, text]) => text.includes('Salt should be at least 8 bytes long'))
    expect(holding).toHaveLength(1)
    expect(holding[0]?.[0]).not.toBe('/page.js')
  })
})
