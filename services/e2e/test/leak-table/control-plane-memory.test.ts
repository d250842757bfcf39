import { OneRelayClient } from '@1relay/node-sdk'
import { canary, call } from '../../house/api.js'
import { house } from '../../house/house.js'
import { type OwnControlPlane, startOwnControlPlane } from '../../house/own-control-plane.js'
import { authorize, makeApp, makePerson } from '../../house/person.js'

const former = process.env['HOUSE']
let controlPlane: OwnControlPlane

// Everything that this suite asks is asked of the process that is looked into.
beforeAll(async () => {
  controlPlane = await startOwnControlPlane()
  process.env['HOUSE'] = JSON.stringify({ ...house(), origin: controlPlane.origin })
})
afterAll(async () => {
  process.env['HOUSE'] = former
  await controlPlane.stop()
})

describe('the memory of the control plane', () => {
  it('holds no credential and no seal half after blinded exchanges', async () => {
    const secrets: string[] = []
    const [person, app] = [await makePerson(), await makeApp(await makePerson())]
    for (let made = 0; made < 5; made++) {
      const key = canary('sk-proj-')
      const link = await authorize(person, app, { keys: { openai: key } })
      const client = new OneRelayClient({ ...app, baseUrl: house().origin })
      const { accessToken } = await client.exchangePublicToken(link.publicToken)
      expect(accessToken).toContain(link.seal)
      secrets.push(key, link.seal)
    }
    const heap = await controlPlane.heap()
    expect(secrets.filter((secret) => heap.includes(secret))).toEqual([])
  })

  it('is one that such a secret is found in while it is there', async () => {
    const [person, app] = [await makePerson(), await makeApp(await makePerson())]
    const link = await authorize(person, app, { keys: { openai: canary('sk-proj-') } })
    // A request that is still on its way: its head is read, and in the heap; its body is not whole.
    const open = new AbortController()
    const body = new ReadableStream({
      start: (stream) => stream.enqueue(new TextEncoder().encode(`{"publicToken":"${link.publicToken}"`)),
    })
    const path = `${house().origin}/v1/link/exchange?held=${link.seal}`
    const headers = { 'content-type': 'application/json' }
    const asking = fetch(path, { method: 'POST', body, headers, duplex: 'half', signal: open.signal } as RequestInit)
    asking.catch(() => undefined)
    await call('/v1/providers')
    expect(await controlPlane.heap()).toContain(link.seal)
    open.abort()
  })
})
