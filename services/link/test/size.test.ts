import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

const dist = join(__dirname, '../dist')
const BUDGET_BYTES = 150_000

const read = (path: string): string => {
  const file = join(dist, path)
  if (!existsSync(file)) throw new Error(`${file} is missing: run \`npm run build\` first`)
  return readFileSync(file, 'utf8')
}

describe('the built page', () => {
  it('loads less than 150 kB (gzip) before Argon2id', () => {
    const html = read('index.html')
    const first = [...html.matchAll(/(?:src|href)="\/link\/([^"]+)"/g)].map(([, path]) => read(path ?? ''))
    expect(first.length).toBeGreaterThanOrEqual(2)
    const bytes = [html, ...first].reduce((sum, text) => sum + gzipSync(text).length, 0)
    expect(bytes).toBeLessThan(BUDGET_BYTES)
    // hash-wasm carries its WebAssembly as base64, which starts with the magic number.
    for (const text of first) expect(text).not.toContain('AGFzbQ')
  })

  it('has nothing that its policy forbids: no inline script, style or handler, nothing from elsewhere', () => {
    const html = read('index.html')
    expect(html).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+=|https?:/)
    for (const [, url] of html.matchAll(/(?:src|href)="([^"]+)"/g)) expect(url).toMatch(/^\/link\/assets\//)
  })

  it('gives its assets flat names, as the control plane serves them', () => {
    for (const name of readdirSync(join(dist, 'assets'))) expect(name).toMatch(/^[A-Za-z0-9_-][A-Za-z0-9._-]*$/)
  })
})
