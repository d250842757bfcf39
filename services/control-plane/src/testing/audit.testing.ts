import type { AuditRecord } from '@1relay/audit'
import type { UsageEvent } from '@1relay/contracts'
import { makeId } from '@1relay/vault'
import { Grants } from '../grants/index.js'
import { someKeyGrant } from '../grants/grant.testing.js'
import { UsageIntake } from '../usage/index.js'
import type { Answer, ControlPlane } from './harness.testing.js'
import { makeEvent } from './usage.testing.js'
import type { TestWorkspace } from './workspaces.testing.js'

/** A disposable key of the workspace, as it is stored. */
export const addKey = async (controlPlane: ControlPlane, { id: ownerId }: { id: string }, name = 'Web app') => {
  const grant = someKeyGrant({ id: makeId(), ownerId, name, prefix: 'rk_app' })
  if ((await controlPlane.server.app.get(Grants).add(grant)) !== 'added') throw new Error('set-up failed: no key')
  return grant
}

/** Brings calls of this key as a relay does; gives their events. */
export const bringCalls = async (
  controlPlane: ControlPlane,
  grantId: string,
  ...calls: Partial<UsageEvent>[]
): Promise<UsageEvent[]> => {
  const events = calls.map((call) => makeEvent({ grantId, connectionId: 'conn_0Ab1Cd2Ef3Gh4Ij5', ...call }))
  await controlPlane.server.app.get(UsageIntake).take({ events })
  return events
}

/** What the audit answers an admin. */
export const askAudit = (controlPlane: ControlPlane, workspace: TestWorkspace, rest = ''): Promise<Answer> =>
  controlPlane.ask('GET', `/v1/workspaces/${workspace.id}/audit${rest}`, { session: workspace.admin.session })

/** Lines of the exported chain. */
export const chainLines = async (controlPlane: ControlPlane, workspace: TestWorkspace): Promise<string[]> => {
  const { status, text } = await askAudit(controlPlane, workspace, '/export?format=chain')
  if (status !== 200) throw new Error(`no chain: ${status} ${text}`)
  return text.trimEnd().split('\n')
}

/** A line of a chain as a record. */
export const recordIn = (line: string): AuditRecord => (JSON.parse(line) as { record: AuditRecord }).record
