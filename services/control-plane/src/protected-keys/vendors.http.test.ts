import { VENDORS } from '@1relay/contracts'
import { type ControlPlane, startControlPlane } from '../testing/harness.testing.js'
import {
  announce,
  issue,
  makeRelayKey,
  openRow,
  protect,
  setPlan,
  type TestRelayKey,
} from '../testing/protected-keys.testing.js'
import { makeWorkspace, type TestWorkspace } from '../testing/workspaces.testing.js'

let controlPlane: ControlPlane
let relayKey: TestRelayKey
let workspace: TestWorkspace

beforeAll(async () => {
  controlPlane = await startControlPlane()
  relayKey = await makeRelayKey()
  await announce(controlPlane, relayKey)
  workspace = await makeWorkspace(controlPlane)
  await setPlan(controlPlane, workspace, 'team')
})
afterAll(() => controlPlane.close())

describe('the vendor catalogue', () => {
  it('is told to everybody, whole', async () => {
    const { data } = await controlPlane.ask('GET', '/v1/vendors')
    expect(data.vendors).toEqual(JSON.parse(JSON.stringify(VENDORS)))
  })

  it.each(VENDORS.flatMap(({ slug, auth, ...rest }) => (auth === null ? [] : [[slug, auth, rest] as const])))(
    'says of %s what a key can be protected with, and examples that a key can be scoped to',
    async (_, known, { upstream, origins, examples }) => {
      const auth = JSON.parse(JSON.stringify(known).replaceAll('{tenant}', 'example'))
      for (const origin of upstream === null ? origins : [upstream]) {
        const place = origin.replace('{tenant}', 'example')
        const connectionId = await protect(controlPlane, workspace, { upstream: place, auth, credential: 'id:secret' })
        expect(await openRow(controlPlane, connectionId, relayKey)).toMatchObject({ terms: { auth } })
        const [methods, paths] = [examples.map(({ method }) => method), examples.map(({ path }) => path)]
        await issue(controlPlane, workspace, connectionId, {
          methods: [...new Set(methods)],
          paths: [...new Set(paths)],
        })
      }
    },
  )
})
