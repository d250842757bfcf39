import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'

const project = join(__dirname, '..')

/** Builds the package into a folder of its own, so that a build that runs at the same time is not disturbed. No page reads its types. */
export const build = (): { folder: string; remove: () => void } => {
  const folder = mkdtempSync(join(tmpdir(), 'link-sdk-'))
  const tsup = join(project, '../../node_modules/.bin/tsup')
  execFileSync(tsup, ['--out-dir', join(folder, 'dist'), '--silent', '--no-dts'], { cwd: project, stdio: 'pipe' })
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

export const launch = (): Promise<Browser> =>
  chromium.launch({
    executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  })

export interface Site {
  readonly origin: string
  /** Paths with queries, as the server saw them. */
  readonly seen: string[]
  stop(): Promise<void>
}

type Files = (path: string) => { type: string; text: string; headers?: Record<string, string> } | undefined

const serve = async (files: Files): Promise<Site> => {
  const seen: string[] = []
  const server: Server = createServer((req, res) => {
    seen.push(req.url ?? '')
    const file = files(new URL(req.url ?? '/', 'http://x').pathname)
    if (file === undefined) return void res.writeHead(404).end()
    res.writeHead(200, { 'content-type': file.type, ...file.headers }).end(file.text)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const stop = async (): Promise<void> => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return { origin: `http://localhost:${(server.address() as AddressInfo).port}`, seen, stop }
}

const html = (script: string, body = '') =>
  `<!doctype html><html lang="en"><title>t</title><body>${body}${script}</body></html>`

// Stands in for the hosted Link page: says only what a test tells it to, and keeps what it hears.
const pageScript = `
const fields = new URLSearchParams(location.hash.slice(1))
const host = window.opener ?? window.parent
window.heard = []
addEventListener('message', (event) => window.heard.push({ origin: event.origin, data: event.data }))
window.say = (message) =>
  host.postMessage({ source: '1relay-link', nonce: fields.get('nonce'), ...message }, fields.get('origin') ?? '*')
`

/** The 1Relay of the tests, or, on another port, a site that would like to be it. */
export const serveRelay = (): Promise<Site> =>
  serve((path) =>
    path.startsWith('/link/')
      ? { type: 'text/html', text: html(`<script>${pageScript}</script><button>in</button>`) }
      : undefined,
  )

// The app: under a policy that forbids inline scripts and style attributes. Everything it is told is in window.log.
const hostScript = `
import { OneRelay } from './sdk.js'
window.log = []
window.violations = []
window.received = 0
addEventListener('message', (event) => {
  window.received++
  // A test may keep a message back, to have it handled later.
  if (!window.isHolding) return
  event.stopImmediatePropagation()
  window.held = event
})
document.addEventListener('securitypolicyviolation', (event) => window.violations.push(event.violatedDirective))
window.make = (options) => OneRelay.create({
  onSuccess: (success) => window.log.push(['success', success]),
  onExit: (error, metadata) => window.log.push(['exit', error, metadata]),
  onEvent: (name, metadata) => window.log.push(['event', name, metadata]),
  ...options,
})
window.OneRelay = OneRelay
document.getElementById('open').addEventListener('click', () => window.handler.open())
window.isLoaded = true
`

export const serveApp = (sdkFile: string, frames: string[]): Promise<Site> =>
  serve((path) => {
    const policy = `default-src 'none'; script-src 'self'; frame-src ${frames.join(' ')}`
    if (path === '/sdk.js') return { type: 'text/javascript', text: readFileSync(sdkFile, 'utf8') }
    if (path === '/host.js') return { type: 'text/javascript', text: hostScript }
    if (path !== '/') return undefined
    const body = '<button id="open">Open</button><p style="height:3000px">long</p>'
    const text = html('<script type="module" src="/host.js"></script>', body.replace(/ style="[^"]*"/, ''))
    return { type: 'text/html', text, headers: { 'content-security-policy': policy } }
  })
