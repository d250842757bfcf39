import { PLANS } from '../workspaces/index.js'
import { isOver, isRetention, parsePartition, partitionAt, RETENTIONS } from './retention.js'

const DAY_MS = 86_400_000
const moments = [
  '2026-11-21T00:00:00.000Z',
  '2026-11-21T23:59:59.999Z',
  '2028-02-29T12:00:00.000Z',
  '1970-01-01T00:00:00.000Z',
]

describe('a partition', () => {
  it('has every moment in exactly one of its class, and the next one where it ends', () => {
    for (const days of RETENTIONS)
      for (const moment of moments) {
        const { from, to, name } = partitionAt(days, new Date(moment))
        expect(from <= new Date(moment) && new Date(moment) < to).toBe(true)
        expect(partitionAt(days, from).name).toBe(name)
        expect(partitionAt(days, new Date(to.getTime() - 1)).name).toBe(name)
        expect(partitionAt(days, to).from).toEqual(to)
      }
  })

  it('is known by its name', () => {
    for (const days of RETENTIONS) {
      const partition = partitionAt(days, new Date('2026-11-21T10:00:00Z'))
      expect(parsePartition(partition.name)).toEqual(partition)
    }
  })

  it.each([
    'audit_records_7',
    'audit_records_8_20261121',
    'audit_records_7_20261121; DROP TABLE x',
    'usage_events_2026_11',
  ])('is not called %j', (name) => {
    expect(parsePartition(name)).toBeUndefined()
  })

  it('is over when its youngest record has been kept for all its days, and not a moment before', () => {
    for (const days of RETENTIONS) {
      const partition = partitionAt(days, new Date('2026-11-21T10:00:00Z'))
      const end = partition.to.getTime() + days * DAY_MS
      expect([isOver(partition, new Date(end - 1)), isOver(partition, new Date(end))]).toEqual([false, true])
    }
  })
})

it('there is a class of partitions for every plan', () => {
  for (const { auditRetentionDays } of Object.values(PLANS)) expect(isRetention(auditRetentionDays)).toBe(true)
})
