import type { EntityManager } from 'typeorm'
import { AdminAudit, type AdminEntry } from './admin-audit.service.js'
import type { Happening } from './audit-inbox.postgres.js'

const NOW = new Date('2026-11-21T10:00:00.000Z')
const tx = {} as EntityManager
const party = { type: 'account', id: 'a', label: 'ada@example.com' }
const entry: AdminEntry = { workspaceId: 'w', actor: party, action: 'key.created', subject: party }

const recorded = async (changes: Partial<AdminEntry>) => {
  const puts: [string, readonly Happening[], EntityManager][] = []
  const put = async (...args: (typeof puts)[number]) => void puts.push(args)
  await new AdminAudit({ put }, () => NOW).record({ ...entry, ...changes }, tx)
  return puts
}

describe('an entry', () => {
  it('goes into the transaction of its change, with the time at which it is recorded', async () => {
    const act = { actor: party, action: 'key.created', subject: party, metadata: {}, ip: null, userAgent: null }
    expect(await recorded({})).toEqual([['w', [{ at: NOW, entry: { kind: 'admin', act } }], tx]])
  })

  it('is as long as it may be at most, and has a form, whatever it was given', async () => {
    const long = `${'x'.repeat(299)}\u{1F600}${'y'.repeat(9000)}`
    const puts = await recorded({
      actor: { type: long, id: long, label: long },
      metadata: { text: long, list: Array.from({ length: 5000 }, () => long), '\ud800': 1, count: 3, none: null },
      userAgent: long,
      ip: long,
    })
    const text = JSON.stringify(puts[0]?.[1])
    expect(text.length).toBeLessThan(40_000)
    expect(text).not.toMatch(/\\ud[89a-f]/)
    expect(text).toContain('"count":3,"none":null')
  })
})
