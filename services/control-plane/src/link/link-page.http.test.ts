import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeId } from '@1relay/vault'
import { makeParties, openSession, type OpenSession } from '../testing/grants.testing.js'
import { type ControlPlane, startControlPlane } from '../testing/harness.testing.js'
import { createApp } from '../testing/people.testing.js'

let controlPlane: ControlPlane
let session: OpenSession
let folder: string
let lead = 0

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'link-page-'))
  mkdirSync(join(folder, 'dist/assets'), { recursive: true })
  writeFileSync(join(folder, 'secret.txt'), 'outside of the page')
  writeFileSync(join(folder, 'dist/index.html'), '<!doctype html><title>Link</title>')
  writeFileSync(join(folder, 'dist/assets/main-1a2b.js'), 'export {}')
  writeFileSync(join(folder, 'dist/assets/.env'), 'hidden')
  const config = { linkDist: join(folder, 'dist') }
  controlPlane = await startControlPlane({ config, clock: () => new Date(Date.now() + lead) })
  const { owner } = await makeParties(controlPlane)
  const app = await createApp(controlPlane, owner, { origins: ['https://app.example', 'http://localhost:3000'] })
  session = await openSession(controlPlane, app)
})
afterAll(async () => {
  await controlPlane.close()
  rmSync(folder, { recursive: true })
})
afterEach(() => {
  lead = 0
})

const ask = (path: string) => controlPlane.ask('GET', path)

/** The path as it stands: fetch would resolve the dots before it asks. */
const rawStatus = (path: string): Promise<{ status: number; text: string }> =>
  new Promise((done, fail) => {
    const { hostname, port } = new URL(controlPlane.origin)
    request({ hostname, port, path }, (response) => {
      let text = ''
      response.on('data', (chunk) => (text += String(chunk)))
      response.on('end', () => done({ status: response.statusCode ?? 0, text }))
    })
      .on('error', fail)
      .end()
  })

describe('an asset', () => {
  it.each([
    '/link/assets/../index.html',
    '/link/assets/../../secret.txt',
    '/link/assets/..%2f..%2fsecret.txt',
    '/link/assets/%2e%2e%2f%2e%2e%2fsecret.txt',
    '/link/assets/..%5c..%5csecret.txt',
    '/link/assets/.env',
    '/link/assets/%2e%65nv',
    '/link/assets/main-1a2b.js%00.txt',
    '/link/assets/none.js',
    '/link/assets/',
  ])('is never something else: %s', async (path) => {
    const { status, text } = await rawStatus(path)
    expect(status).toBeGreaterThanOrEqual(400)
    expect(status).toBeLessThan(500)
    expect(text).not.toMatch(/outside of the page|hidden|doctype/)
  })

  it('may be kept for ever', async () => {
    const answer = await ask('/link/assets/main-1a2b.js')
    expect([answer.status, answer.text]).toEqual([200, 'export {}'])
    expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect(answer.headers.get('content-type')).toMatch(/javascript/)
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
  })
})

describe('the page of no session', () => {
  it.each([
    ['unknown', () => makeId()],
    ['malformed', () => '%3Cscript%3E'],
  ])('says so in words, and lets nobody frame it: %s', async (_, id) => {
    const answer = await ask(`/link/${id()}`)
    expect(answer.status).toBe(410)
    expect(answer.text).toMatch(/no longer valid/)
    expect(answer.text).not.toMatch(/script/)
    expect(answer.headers.get('content-security-policy')).toMatch(/frame-ancestors 'none'$/)
    expect(answer.headers.get('cache-control')).toBe('no-store')
  })
})

describe('the page of a session', () => {
  it('is still framed by its app when the session has expired: only the page itself can tell the app so', async () => {
    lead = 30 * 60_000
    const answer = await ask(`/link/${session.linkSessionId}`)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-security-policy')).toMatch(/frame-ancestors https:\/\/app\.example /)
  })

  it('is framed by the origins of its app and nobody else, and runs its own code only', async () => {
    const answer = await ask(`/link/${session.linkSessionId}`)
    expect([answer.status, answer.text]).toEqual([200, '<!doctype html><title>Link</title>'])
    expect(answer.headers.get('content-security-policy')?.split('; ')).toEqual([
      "default-src 'none'",
      "script-src 'self' 'wasm-unsafe-eval'",
      "style-src 'self'",
      "img-src 'self' https: data:",
      "connect-src 'self'",
      "worker-src 'self'",
      "font-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      'frame-ancestors https://app.example http://localhost:3000',
    ])
    expect(answer.headers.get('x-frame-options')).toBeNull()
    expect(answer.headers.get('cross-origin-opener-policy')).toBe('unsafe-none')
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer')
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(answer.headers.get('cache-control')).toBe('no-store')
  })
})
