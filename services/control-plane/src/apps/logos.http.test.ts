import { openSession } from '../testing/grants.testing.js'
import { authorize, makeApproval, makeParties } from '../testing/grants.testing.js'
import { type ControlPlane, PUBLIC_ORIGIN, startControlPlane } from '../testing/harness.testing.js'
import { createApp, expectOk, type Person, registerPerson, type TestApp } from '../testing/people.testing.js'

let controlPlane: ControlPlane
let owner: Person
let app: TestApp

beforeAll(async () => {
  controlPlane = await startControlPlane()
})
beforeEach(async () => {
  owner = await registerPerson(controlPlane)
  app = await createApp(controlPlane, owner, { logoUrl: 'https://app.example/logo.png' })
})
afterAll(() => controlPlane.close())

const png = (side: number): Buffer => {
  const bytes = Buffer.alloc(64)
  Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex').copy(bytes)
  bytes.writeUInt32BE(side, 16)
  bytes.writeUInt32BE(side, 20)
  return bytes
}
const path = () => `/v1/apps/${app.clientId}/logo`
const put = (image: Buffer, session = owner.session) =>
  controlPlane.ask('PUT', path(), { json: { image: image.toString('base64url') }, session })
const remove = (session = owner.session) => controlPlane.ask('DELETE', path(), { session })
const pathOf = (logoUrl: string): string => logoUrl.slice(PUBLIC_ORIGIN.length)

describe('400', () => {
  it.each([
    ['an SVG, which is a program', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>')],
    ['a page', Buffer.from('<!doctype html><script>alert(1)</script>')],
    ['a picture of too many pixels', png(1025)],
  ])('takes no %s', async (_, image) => {
    expect((await put(image)).code).toBe('invalid_request')
  })

  it('takes no file of more than 96 kB', async () => {
    expect((await put(Buffer.concat([png(8), Buffer.alloc(98_304)]))).code).toBe('invalid_request')
  })
})

describe('404', () => {
  it('lets nobody else set or remove a logo', async () => {
    const { session } = await registerPerson(controlPlane)
    const { logoUrl } = expectOk(await put(png(8))).data.app
    expect((await put(png(9), session)).code).toBe('not_found')
    expect((await remove(session)).code).toBe('not_found')
    const { data } = await controlPlane.ask('GET', `/v1/apps/${app.clientId}`, { session: owner.session })
    expect(data.app.logoUrl).toBe(logoUrl)
  })

  it.each(['..%2f..%2fetc%2fpasswd', 'x.svg', `${'A'.repeat(43)}.png`, `${'A'.repeat(43)}.svg`])(
    'shows nothing that was never uploaded: %s',
    async (name) => {
      expect((await controlPlane.ask('GET', `/link/logos/${name}`)).code).toBe('not_found')
    },
  )
})

describe('200', () => {
  it('serves the picture from here as a picture and nothing else, to be kept for ever', async () => {
    const { data } = expectOk(await put(png(8)))
    expect(data.app.logoUrl).toMatch(new RegExp(`^${PUBLIC_ORIGIN}/link/logos/[A-Za-z0-9_-]{43}\\.png$`))
    const response = await fetch(`${controlPlane.origin}${pathOf(data.app.logoUrl)}`)
    expect(Buffer.from(await response.arrayBuffer()).equals(png(8))).toBe(true)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'image/png',
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
      'cache-control': 'public, max-age=31536000, immutable',
    })
  })

  it('gives another picture another name, and the page sees it instead of the address elsewhere', async () => {
    const first = expectOk(await put(png(501))).data.app.logoUrl
    const second = expectOk(await put(png(502))).data.app.logoUrl
    expect(first).not.toBe(second)
    expect((await controlPlane.ask('GET', pathOf(first))).status).toBe(404)
    const { linkToken } = await openSession(controlPlane, app)
    const opened = await controlPlane.ask('POST', '/v1/link/open', { json: { linkToken } })
    expect(opened.data.app.logoUrl).toBe(second)
    expect(expectOk(await remove()).data.app.logoUrl).toBe('https://app.example/logo.png')
    expect((await controlPlane.ask('GET', pathOf(second))).status).toBe(404)
  })
})

describe('a test app', () => {
  it('is connected to by its owner only, until it is one no more', async () => {
    const parties = await makeParties(controlPlane)
    const change = (isTest: boolean) =>
      controlPlane.ask('PATCH', `/v1/apps/${parties.app.clientId}`, {
        json: { isTest },
        session: parties.owner.session,
      })
    expect(expectOk(await change(true)).data.app.isTest).toBe(true)
    const session = await openSession(controlPlane, parties.app)
    const { json } = await makeApproval(session)
    const refused = await controlPlane.ask('POST', '/v1/link/authorize', { json, session: parties.person.session })
    expect([refused.status, refused.code]).toEqual([403, 'test_app'])
    const { grantId } = await authorize(controlPlane, { person: parties.owner, app: parties.app })
    const seen = await controlPlane.ask('GET', `/v1/connections/${grantId}`, { session: parties.owner.session })
    expect(seen.data.connection.app.isTest).toBe(true)
    await change(false)
    await authorize(controlPlane, parties)
  })
})
