import type { AccountLetter } from '../accounts/index.js'
import type { Grant } from '../grants/index.js'
import { someGrant } from '../grants/grant.testing.js'
import type { WebhookNews } from '../webhooks/index.js'
import { Notices, type NoticesParts } from './notices.service.js'

const budget = (period: 'day' | 'month') => ({ period, capMicros: 1000 })
const connection = (changes: Partial<Grant> = {}): Grant =>
  someGrant({ kind: 'link', appId: 'an-app', budgets: [budget('day')], verifier: 'x', ...changes })

const noticesOf = (grants: readonly Grant[], changes: Partial<NoticesParts> = {}) => {
  const [mails, news]: [AccountLetter[], WebhookNews[]] = [[], []]
  const spend = { day: 900, week: 900, month: 900, total: 900 }
  const notices = new Notices({
    grants: {
      findMany: async (ids) => grants.filter(({ id }) => ids.includes(id)),
      spendOf: async (asked) => new Map(asked.map(({ id }) => [id, spend])),
    },
    ledgers: { find: async () => ({ v: 1, version: 0, budgets: [] }), spendOf: async () => spend },
    findAdmins: async () => [],
    post: async (letter) => void mails.push(letter),
    tell: async (_, told) => void news.push(told),
    publicOrigin: 'https://1relay.test',
    clock: () => new Date('2026-11-21T12:00:00Z'),
    ...changes,
  })
  const watch = () => notices.watchBudgets(grants.map(({ id }) => id))
  return { notices, watch, mails, news }
}
const away = () => Promise.reject(new Error('away'))

describe('a budget that is reached', () => {
  it('that a refused call has used up is not told as nearly used up afterwards', async () => {
    const grant = connection()
    const { notices, mails, news } = noticesOf([grant])
    await notices.watchBudgets([grant.id], new Set([grant.id]))
    await notices.watchBudgets([grant.id])
    expect(news.map(({ data }) => (data as { percent: number }).percent)).toEqual([80, 100])
    expect(mails).toHaveLength(2)
  })

  it('is told to servers when no mail can be posted, and by mail when no server can be told', async () => {
    const withoutMail = noticesOf([connection()], { post: away })
    await expect(withoutMail.watch()).rejects.toThrow('not everybody')
    expect(withoutMail.news).toHaveLength(1)
    const withoutServers = noticesOf([connection()], { tell: away })
    await expect(withoutServers.watch()).rejects.toThrow('not everybody')
    expect(withoutServers.mails).toHaveLength(1)
  })

  it('is told of each grant, whatever happens with the others', async () => {
    let asked = 0
    const grants = [connection(), connection(), connection()]
    const { watch, mails } = noticesOf(grants, { tell: () => (++asked === 1 ? away() : Promise.resolve()) })
    await expect(watch()).rejects.toThrow('not everybody')
    expect([mails.length, asked]).toEqual([3, 3])
    // What failed is told the next time, and nothing else again.
    await watch()
    expect([mails.length, asked]).toEqual([3, 4])
  })

  it('is of the period that its spend is of, also when that ends while it is told', async () => {
    let now = new Date('2026-11-21T23:59:59.999Z')
    const post = async () => void (now = new Date('2026-11-22T00:00:00.001Z'))
    const { watch, news } = noticesOf([connection(), connection()], { clock: () => now, post })
    await watch()
    expect(news.map(({ onceKey }) => onceKey?.split(':')[3])).toEqual(['2026-11-21', '2026-11-21'])
    expect(news.map(({ data }) => (data as { resetsAt: string }).resetsAt)).toEqual([
      '2026-11-22T00:00:00.000Z',
      '2026-11-22T00:00:00.000Z',
    ])
  })
})
