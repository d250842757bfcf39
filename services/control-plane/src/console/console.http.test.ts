import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib'
import { type ControlPlane, startControlPlane } from '../testing/harness.testing.js'
import { CONSOLE_EXAMPLE_APP, CONSOLE_NONCE } from './index.js'
import { DEFAULT_LIMIT } from '../edge/throttle.guard.js'

let controlPlane: ControlPlane
let folder: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'console-'))
  mkdirSync(join(folder, 'dist/assets'), { recursive: true })
  writeFileSync(join(folder, 'secret.txt'), 'outside of the page')
  writeFileSync(
    join(folder, 'dist/index.html'),
    `<!doctype html><title>1Relay</title><meta nonce="${CONSOLE_NONCE}"><meta content="${CONSOLE_EXAMPLE_APP}">`,
  )
  writeFileSync(join(folder, 'dist/favicon.svg'), '<svg/>')
  writeFileSync(join(folder, 'dist/.env'), 'hidden')
  writeFileSync(join(folder, 'dist/assets/main-1a2b.js'), 'export {}')
  writeFileSync(join(folder, 'dist/assets/main-1a2b.js.br'), brotliCompressSync('export {}'))
  controlPlane = await startControlPlane({
    config: { consoleDist: join(folder, 'dist'), exampleAppUrl: 'https://try.example/?a="><b', throttleScale: 1 },
  })
})
afterAll(async () => {
  await controlPlane.close()
  rmSync(folder, { recursive: true })
})

interface Answer {
  status: number
  text: string
  body: Buffer
  headers: Record<string, string | string[] | undefined>
}

/** The request as it stands: fetch would resolve dots, and set headers of its own. */
const ask = (path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> =>
  new Promise((done, fail) => {
    const { hostname, port } = new URL(controlPlane.origin)
    request({ hostname, port, path, headers, method }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => {
        const body = Buffer.concat(chunks)
        done({ status: response.statusCode ?? 0, text: body.toString(), body, headers: response.headers })
      })
    })
      .on('error', fail)
      .end()
  })

const browser = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8', 'sec-fetch-dest': 'document' }

describe('the page is no answer', () => {
  it.each([
    '/v1',
    '/v1/',
    '/v1/nothing',
    '/v1/keys/a/b',
    '/openapi.json/x',
    '/healthz/x',
    '/internal/x',
    '/link',
    '/link/assets/x.js',
  ])('to what the API or our own door owns: %s', async (path) => {
    const answer = await ask(path, browser)
    expect(answer.status).toBe(404)
    expect(answer.text).not.toContain('doctype')
  })

  it.each([
    ['a script', { accept: '*/*' }],
    ['an API client', { accept: 'application/json' }],
    ['a frame', { ...browser, 'sec-fetch-dest': 'iframe' }],
    ['an image', { ...browser, 'sec-fetch-dest': 'image' }],
  ])('to %s', async (_, headers) => {
    const answer = await ask('/vault', headers)
    expect(answer.status).toBe(404)
    expect(JSON.parse(answer.text)).toMatchObject({ success: false, error: { code: 'not_found' } })
  })

  it('to anything but a GET', async () => {
    expect((await ask('/vault', browser, 'POST')).status).toBe(404)
  })

  it.each([
    '/assets/../index.html',
    '/assets/..%2f..%2fsecret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/.env',
    '/assets/none.js',
  ])('and no file leaves the folder: %s', async (path) => {
    const answer = await ask(path)
    expect(answer.status).toBe(404)
    expect(answer.text).not.toMatch(/outside of the page|hidden|doctype/)
  })
})

describe('the page', () => {
  it.each(['/', '/vault', '/connections/0Ab1Cd2Ef3Gh4Ij5', '/docs', '/sign-in/confirm', '/nothing-like-that'])(
    'is what a person gets who opens %s',
    async (path) => {
      const answer = await ask(path, browser)
      expect([answer.status, answer.text]).toEqual([200, expect.stringContaining('<title>1Relay</title>')])
    },
  )

  it('names the example app, and nothing in its address becomes markup', async () => {
    const { text } = await ask('/', browser)
    expect(text).toContain('<meta content="https://try.example/?a=&#34;&#62;&#60;b">')
  })

  it('runs its own code only, lets nobody frame it, and is never kept', async () => {
    const { headers, text } = await ask('/vault', browser)
    const nonce = /nonce="([^"]+)"/.exec(text)?.[1] ?? ''
    expect(nonce).toMatch(/^[\w-]{22}$/)
    expect(String(headers['content-security-policy']).split('; ')).toEqual([
      "default-src 'none'",
      "script-src 'self' 'wasm-unsafe-eval'",
      `style-src 'self' 'nonce-${nonce}'`,
      "style-src-attr 'none'",
      "img-src 'self' https: data:",
      "connect-src 'self'",
      "worker-src 'self'",
      "font-src 'self'",
      "manifest-src 'self'",
      "frame-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ])
    expect(headers['x-frame-options']).toBe('DENY')
    expect(headers['referrer-policy']).toBe('no-referrer')
    expect(headers['cache-control']).toBe('no-store')
    expect((await ask('/vault', browser)).text).not.toContain(nonce)
  })
})

describe('a file', () => {
  it('of the build may be kept for ever', async () => {
    const answer = await ask('/assets/main-1a2b.js')
    expect([answer.status, answer.text]).toEqual([200, 'export {}'])
    expect(answer.headers['cache-control']).toBe('public, max-age=31536000, immutable')
    expect(answer.headers['content-security-policy']).toBe("default-src 'none'; script-src 'self' 'wasm-unsafe-eval'")
  })

  it('of the build goes compressed to whoever takes that, with the type that it has', async () => {
    const taken = await ask('/assets/main-1a2b.js', { 'accept-encoding': 'gzip, br' })
    expect(taken.headers).toMatchObject({
      'content-encoding': 'br',
      'content-type': expect.stringMatching(/javascript/),
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'Accept-Encoding',
    })
    expect(brotliDecompressSync(taken.body).toString()).toBe('export {}')
    for (const encoding of ['gzip', 'br;q=0']) {
      const plain = await ask('/assets/main-1a2b.js', { 'accept-encoding': encoding })
      expect([plain.headers['content-encoding'], plain.text]).toEqual([undefined, 'export {}'])
    }
  })

  it('is not counted: an office behind one address opens many pages', async () => {
    const answers = await Promise.all(
      Array.from({ length: DEFAULT_LIMIT.limit + 20 }, () => ask('/assets/main-1a2b.js')),
    )
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
  })

  it('beside the page is served under its own name', async () => {
    const answer = await ask('/favicon.svg')
    expect([answer.status, answer.text]).toEqual([200, '<svg/>'])
    expect(answer.headers['content-type']).toMatch(/svg/)
  })
})
