import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { build } from 'esbuild'
import { type Browser, chromium } from 'playwright-core'
import type * as Audit from '../src/index.js'
import { makeEntries, makeFile, makeSigner, signAnchor } from './chains.js'

declare global {
  // What the bundle leaves behind in the page.
  var audit: typeof Audit
}

const bundle = async (): Promise<string> => {
  const { outputFiles } = await build({
    entryPoints: [join(__dirname, '../src/index.ts')],
    bundle: true,
    format: 'iife',
    globalName: 'audit',
    // A node built-in anywhere in the package fails the build for this platform.
    platform: 'browser',
    write: false,
  })
  return outputFiles[0]?.text ?? ''
}

const serve = async (script: string): Promise<Server> => {
  const server = createServer((req, res) => {
    if (req.url === '/audit.js') return res.setHeader('content-type', 'text/javascript').end(script)
    res.setHeader('content-security-policy', "default-src 'self'").setHeader('content-type', 'text/html')
    return res.end('<!doctype html><script src="/audit.js"></script>')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server
}

describe('in Chromium, under a strict content security policy', () => {
  let server: Server
  let browser: Browser

  beforeAll(async () => {
    server = await serve(await bundle())
    browser = await chromium.launch({
      executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
    })
  }, 60_000)
  afterAll(async () => {
    await browser?.close()
    await new Promise((resolve) => server?.close(resolve) ?? resolve(undefined))
  })

  it('verifies a chain with an anchor, and finds a changed record, as in Node', async () => {
    const [signer, entries] = [makeSigner(), makeEntries(5)]
    const anchor = signAnchor(signer, entries.slice(0, 2), 'A'.repeat(43))
    const lines = makeFile({ signer, entries: entries.slice(2), anchors: [anchor] })
    const page = await browser.newPage()
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
    const verify = (given: string[]) => page.evaluate((file) => globalThis.audit.verifyChain(file), given)
    expect(await verify(lines)).toMatchObject({ ok: true, records: 3, pruned: 2, head: { seq: 5 } })
    const changed = lines.map((line) => line.replace('Key 4', 'Key 5'))
    expect(await verify(changed)).toMatchObject({ ok: false, problem: { kind: 'changed', seq: 4 } })
  })
})
