import type { ControlPlane } from './harness.testing.js'
import { linkTokenFor } from './mail.testing.js'
import { expectOk, type Person, registerPerson } from './people.testing.js'

/** A workspace with one admin and one viewer. */
export interface TestWorkspace {
  readonly id: string
  readonly name: string
  readonly admin: Person
  readonly viewer: Person
}

/** Somebody who has proved this address, and starts clean if an account of it was there. */
export const provedPerson = async (controlPlane: ControlPlane, email: string): Promise<Person> => {
  expectOk(await controlPlane.ask('POST', '/v1/auth/magic-link', { json: { email } }))
  const json = { token: await linkTokenFor(controlPlane, email), startsClean: true }
  const { data } = expectOk(await controlPlane.ask('POST', '/v1/auth/magic-link/confirm', { json }))
  return { accountId: data.account.id, email, password: '', session: data.sessionToken }
}

/** Makes somebody a member by hand, without an invitation. */
export const addMember = (controlPlane: ControlPlane, id: string, { accountId }: Person, role: 'admin' | 'viewer') =>
  controlPlane.database.query(
    'INSERT INTO workspace_members (workspace_id, account_id, role, joined_at) VALUES ($1, $2, $3, now())',
    [id, accountId, role],
  )

/** As if they had proved their address since they registered: they may invite, and are written to. */
export const proveEmailOf = (controlPlane: ControlPlane, { accountId }: Person) =>
  controlPlane.database.query('UPDATE accounts SET email_proved_at = now() WHERE id = $1', [accountId])

/** A new workspace of two new people. */
export const makeWorkspace = async (controlPlane: ControlPlane, name = 'Example Robotics'): Promise<TestWorkspace> => {
  const [admin, viewer] = [await registerPerson(controlPlane), await registerPerson(controlPlane)]
  const asked = await controlPlane.ask('POST', '/v1/workspaces', { json: { name }, session: admin.session })
  const { id } = expectOk(asked).data.workspace as { id: string }
  await addMember(controlPlane, id, viewer, 'viewer')
  return { id, name, admin, viewer }
}
