import { type Answer, type ControlPlane, startControlPlane } from '../testing/harness.testing.js'
import { expectOk, type Person } from '../testing/people.testing.js'
import { addMember, makeWorkspace, provedPerson } from '../testing/workspaces.testing.js'

let controlPlane: ControlPlane
let companies = 0

beforeAll(async () => {
  controlPlane = await startControlPlane()
})
afterAll(() => controlPlane.close())

const ask = (method: string, path: string, { session }: Person, json?: unknown): Promise<Answer> =>
  controlPlane.ask(method, path, { session, ...(json !== undefined && { json }) })
const found = (founder: Person): Promise<Answer> => ask('POST', '/v1/workspaces', founder, { name: 'Company' })
const claim = (id: string, by: Person, domain: string): Promise<Answer> =>
  ask('POST', `/v1/workspaces/${id}/domains`, by, { domain })

/** A company with a domain of its own, of which nothing is claimed yet. */
const makeCompany = async () => {
  const domain = `robotics${++companies}.test`
  const boss = await provedPerson(controlPlane, `boss@${domain}`)
  const { id } = expectOk(await found(boss)).data.workspace as { id: string }
  return { domain, boss, id }
}

describe('403', () => {
  it('claims no domain but the one of the own address: no parent, no child, no neighbour', async () => {
    const { domain, boss, id } = await makeCompany()
    for (const other of [`mail.${domain}`, 'test.com', `x${domain}`, 'microsoft.com']) {
      expect((await claim(id, boss, other)).code).toBe('domain_not_claimable')
    }
    const child = await provedPerson(controlPlane, `someone@mail.${domain}`)
    await addMember(controlPlane, id, child, 'admin')
    expect((await claim(id, child, domain)).code).toBe('domain_not_claimable')
  })

  it.each(['gmail.com', 'outlook.com', 'web.de', 'mailbox.org', 'sub.gmail.com', 'mailinator.com', 'qq.com'])(
    'gives %s to nobody: it is of a public mail provider',
    async (domain) => {
      const person = await provedPerson(controlPlane, `someone@${domain}`)
      const { id } = expectOk(await found(person)).data.workspace as { id: string }
      expect((await claim(id, person, domain)).code).toBe('domain_not_claimable')
    },
  )

  it('takes a proof of the address: a registration alone is none', async () => {
    const domain = `robotics${++companies}.test`
    const json = { email: `boss@${domain}`, password: 'correct horse 1' }
    const { data } = expectOk(await controlPlane.ask('POST', '/v1/auth/register', { json }))
    const squatter = { accountId: data.account.id, email: json.email, password: '', session: data.sessionToken }
    const { id } = expectOk(await found(squatter)).data.workspace as { id: string }
    expect((await claim(id, squatter, domain)).code).toBe('email_unproved')
  })

  it('takes an admin', async () => {
    const { domain, id } = await makeCompany()
    const viewer = await provedPerson(controlPlane, `viewer@${domain}`)
    await addMember(controlPlane, id, viewer, 'viewer')
    expect((await claim(id, viewer, domain)).code).toBe('role_required')
  })
})

describe('404', () => {
  it('releases no domain of another workspace', async () => {
    const { domain, boss, id } = await makeCompany()
    expectOk(await claim(id, boss, domain))
    const other = await makeWorkspace(controlPlane)
    const path = `/v1/workspaces/${other.id}/domains/${domain}`
    expect((await ask('DELETE', path, other.admin)).code).toBe('not_found')
    expect((await ask('GET', `/v1/workspaces/${id}/domains`, boss)).data.domains).toHaveLength(1)
  })
})

describe('409', () => {
  it('lets nobody of a claimed domain create a workspace but its admins; accounts stay free', async () => {
    const { domain, boss, id } = await makeCompany()
    expectOk(await claim(id, boss, domain))
    const colleague = await provedPerson(controlPlane, `colleague@${domain}`)
    expect((await found(colleague)).code).toBe('domain_claimed')
    await addMember(controlPlane, id, colleague, 'viewer')
    expect((await found(colleague)).code).toBe('domain_claimed')
    expect((await found(boss)).status).toBe(201)
    const elsewhere = await provedPerson(controlPlane, `colleague@other-${domain}`)
    expect((await found(elsewhere)).status).toBe(201)
  })

  it('gives a domain to one workspace, however many claim at once', async () => {
    const { domain, boss, id } = await makeCompany()
    const others = [expectOk(await found(boss)), expectOk(await found(boss))].map(({ data }) => data.workspace.id)
    const answers = await Promise.all([id, ...others].map((one) => claim(one, boss, domain)))
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409])
    expect(answers.filter(({ code }) => code === 'domain_claimed')).toHaveLength(2)
  })
})

describe('200', () => {
  it('claims once, in whatever spelling, shows it to viewers, and gives it up again', async () => {
    const { domain, boss, id } = await makeCompany()
    const claimed = { domain, claimedBy: boss.email, claimedAt: expect.any(String) }
    expect(expectOk(await claim(id, boss, domain.toUpperCase())).data.domain).toEqual(claimed)
    expect(expectOk(await claim(id, boss, domain)).data.domain).toEqual(claimed)
    const viewer = await provedPerson(controlPlane, `viewer@elsewhere-${domain}`)
    await addMember(controlPlane, id, viewer, 'viewer')
    expect((await ask('GET', `/v1/workspaces/${id}/domains`, viewer)).data.domains).toEqual([claimed])
    expectOk(await ask('DELETE', `/v1/workspaces/${id}/domains/${domain.toUpperCase()}`, boss))
    expect((await found(await provedPerson(controlPlane, `free@${domain}`))).status).toBe(201)
  })

  it('is free again when its workspace is deleted', async () => {
    const { domain, boss, id } = await makeCompany()
    expectOk(await claim(id, boss, domain))
    expectOk(await ask('DELETE', `/v1/workspaces/${id}?confirm=Company`, boss))
    expect((await found(await provedPerson(controlPlane, `next@${domain}`))).status).toBe(201)
  })
})
