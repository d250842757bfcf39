import { contract, type ControlPlane, startControlPlane } from '../testing/harness.testing.js'

let controlPlane: ControlPlane

beforeAll(async () => {
  controlPlane = await startControlPlane()
})
afterAll(() => controlPlane.close())

const get = (path: string) => controlPlane.ask('GET', path)

describe('404', () => {
  it.each([
    'package.json',
    'index.html',
    '..%2fpackage.json',
    '%2e%2e%2f%2e%2e%2fpackage.json',
    'swagger-ui.css%2f..',
    '.git',
  ])('serves no file %s', async (file) => {
    const answer = await get(`/docs/api/${file}`)
    expect([answer.status, answer.code]).toEqual([404, 'not_found'])
  })
})

describe('200', () => {
  it('allows no inline script and no other host on any page', async () => {
    for (const path of ['/', '/docs/api']) {
      const { headers, text } = await get(path)
      const policy = headers.get('content-security-policy') ?? ''
      expect(policy).toMatch(/^default-src 'none'/)
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).not.toMatch(/script-src[^;]*(unsafe|https?:|\*)/)
      expect(headers.get('content-type')).toBe('text/html; charset=utf-8')
      expect(text).not.toMatch(/<script>|<script [^>]*src="(https?:)?\/\/|\son\w+=|https?:\/\//)
    }
  })

  it('serves every file that the reference page names', async () => {
    const { text } = await get('/docs/api')
    const files = [...text.matchAll(/(?:src|href)="(\/docs\/[^"]+)"/g)].map(([, path]) => path ?? '')
    expect(files).toHaveLength(3)
    const types = await Promise.all(files.map(async (file) => (await get(file)).headers.get('content-type')))
    expect(types.map((type) => type?.split(';')[0])).toEqual(['text/css', 'text/javascript', 'text/javascript'])
  })

  it('links from the home page to nothing that is missing', async () => {
    const { text } = await get('/')
    const links = [...text.matchAll(/href="([^"]+)"/g)].map(([, path]) => path ?? '')
    const statuses = await Promise.all(links.map(async (path) => (await get(path)).status))
    expect(statuses).toEqual(links.map(() => 200))
    expect(links).toContain('/docs/api')
  })

  it('serves the contract whole', async () => {
    const answer = await get('/openapi.json')
    expect(answer.json).toEqual(JSON.parse(JSON.stringify(contract)))
  })

  it('lists the providers of the catalogue', async () => {
    const { data } = await get('/v1/providers')
    expect(data.providers.map(({ slug }: { slug: string }) => slug)).toContain('anthropic')
    expect(Object.keys(data.providers[0])).toEqual(['slug', 'name', 'keyPattern', 'keyPage'])
  })
})
