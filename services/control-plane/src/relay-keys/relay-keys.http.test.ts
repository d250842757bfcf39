import { type ControlPlane, startControlPlane } from '../testing/harness.testing.js'
import { announce, askAsRelay, makeRelayKey, openRow, protect, setPlan } from '../testing/protected-keys.testing.js'
import { makeWorkspace, type TestWorkspace } from '../testing/workspaces.testing.js'

let controlPlane: ControlPlane
let workspace: TestWorkspace

beforeAll(async () => {
  controlPlane = await startControlPlane()
  workspace = await makeWorkspace(controlPlane)
  await setPlan(controlPlane, workspace, 'team')
})
afterAll(() => controlPlane.close())

const put = (json: unknown) => askAsRelay(controlPlane, 'PUT', '/internal/relay-keys', json)
const shown = ({ keyId, publicKey }: { keyId: string; publicKey: Uint8Array }) => ({
  keyId,
  publicKey: Buffer.from(publicKey).toString('base64url'),
})
const list = async () => (await controlPlane.ask('GET', '/v1/relay-keys')).data

describe('an announcement', () => {
  it('is taken from our own relays only', async () => {
    const key = shown(await makeRelayKey())
    const json = { keys: [key], current: key.keyId }
    const session = workspace.admin.session
    expect((await controlPlane.ask('PUT', '/internal/relay-keys', { json, session })).status).toBe(401)
    expect((await controlPlane.ask('PUT', '/internal/relay-keys', { json })).status).toBe(401)
    expect(await list()).toEqual({ keys: [], current: null })
  })

  it('is refused as a whole when one key is not what its id says, or none is current', async () => {
    const [key, other] = [shown(await makeRelayKey()), shown(await makeRelayKey())]
    for (const json of [
      { keys: [key, { ...other, keyId: '0123456789abcdef' }], current: key.keyId },
      { keys: [{ ...key, publicKey: other.publicKey }], current: key.keyId },
      { keys: [{ ...key, publicKey: `${key.publicKey}=` }], current: key.keyId },
      { keys: [{ ...key, publicKey: key.publicKey.slice(0, 20) }], current: key.keyId },
      { keys: [key], current: other.keyId },
      { keys: [], current: key.keyId },
      { keys: Array(21).fill(key), current: key.keyId },
      { keys: 'all', current: key.keyId },
      {},
    ]) {
      expect([json, (await put(json)).code]).toEqual([json, 'invalid_request'])
    }
    expect(await list()).toEqual({ keys: [], current: null })
  })

  it('takes the place of the one before, also when several relays start at once', async () => {
    const keys = await Promise.all([1, 2, 3].map(() => makeRelayKey()))
    const [first, second, third] = keys as [(typeof keys)[0], (typeof keys)[0], (typeof keys)[0]]
    await Promise.all([1, 2, 3, 4].map(() => announce(controlPlane, first, second)))
    expect(await list()).toEqual({ keys: [first, second].map(shown), current: first.keyId })
    await announce(controlPlane, third)
    expect(await list()).toEqual({ keys: [shown(third)], current: third.keyId })
  })

  it('keeps what is left out for as long as something is sealed to it, for nothing new', async () => {
    const [old, fresh] = [await makeRelayKey(), await makeRelayKey()]
    await announce(controlPlane, old)
    const id = await protect(controlPlane, workspace)
    const stored = async () =>
      (await controlPlane.database.query<{ id: string }[]>('SELECT key_id AS id FROM relay_keys')).map((row) => row.id)
    await announce(controlPlane, fresh)
    expect(await list()).toEqual({ keys: [shown(fresh)], current: fresh.keyId })
    expect((await stored()).sort()).toEqual([old.keyId, fresh.keyId].sort())
    const path = `/v1/workspaces/${workspace.id}/protected-keys/${id}/credential`
    const json = { credential: 'sealed to the new one' }
    await controlPlane.ask('PUT', path, { json, session: workspace.admin.session })
    expect((await openRow(controlPlane, id, fresh)).secret).toBe('sealed to the new one')
    await announce(controlPlane, fresh)
    expect(await stored()).toEqual([fresh.keyId])
  })
})
