import { formatToken, makeHalf, makeId } from '@1relay/vault'
import { month, type Harness } from '../harness.js'
import { CHAT, OPENAI, Refusals } from './refusals.js'

describe('what the relay refuses of a token', () => {
  let refusals: Refusals
  beforeAll(async () => {
    refusals = await Refusals.start()
  })
  afterAll(() => refusals.stop())
  beforeEach(() => {
    refusals.reached = 0
  })

  describe('401', () => {
    it('refuses malformed tokens without asking Redis or the control plane', async () => {
      const granted = await refusals.harness.grant()
      const commands = async (): Promise<string> => {
        const stats = await refusals.harness.redis.info('commandstats')
        return ['get', 'evalsha', 'eval']
          .map((name) => new RegExp(`cmdstat_${name}:calls=(\\d+)`).exec(stats)?.[1])
          .join()
      }
      // The test server is shared, so a quiet moment is looked for: the relay asking would show in every try.
      const asked = refusals.harness.controlPlaneRequests.length
      const typo = granted.token.replace(/.$/, (last) => (last === '0' ? '1' : '0'))
      const garbage = ['', 'x', 'sk-proj-123', typo, granted.token.slice(0, -1), `${granted.token}x`, 'a'.repeat(5000)]
      let quiet = false
      for (let attempt = 0; attempt < 20 && !quiet; attempt++) {
        const before = await commands()
        for (const text of garbage) {
          const headers = { authorization: `Bearer ${text}` }
          await refusals.expect(
            await refusals.harness.call(granted, OPENAI, { method: 'POST', headers }),
            401,
            'invalid_token',
          )
        }
        quiet = (await commands()) === before
      }
      expect(quiet).toBe(true)
      expect(refusals.harness.controlPlaneRequests.length).toBe(asked)
    })

    it('refuses no token, another scheme and tokens of other kinds', async () => {
      const post = (headers: Record<string, string>) =>
        fetch(refusals.harness.origin + OPENAI, { method: 'POST', headers })
      await refusals.expect(await post({}), 401, 'invalid_token')
      await refusals.expect(await post({ authorization: 'Basic eDp5' }), 401, 'invalid_token')
      const session = formatToken({ prefix: '1r_st', id: makeId(), auth: makeHalf() })
      await refusals.expect(await post({ authorization: `Bearer ${session}` }), 401, 'invalid_token')
    })

    it('refuses an unknown grant, and asks the control plane once only for a burst of guesses', async () => {
      const id = makeId()
      const token = formatToken({ prefix: '1r_at', id, auth: makeHalf(), seal: makeHalf() })
      const headers = { authorization: `Bearer ${token}` }
      const answers = await Promise.all(
        [1, 2, 3].map(() => fetch(refusals.harness.origin + OPENAI, { method: 'POST', headers })),
      )
      for (const answer of answers) await refusals.expect(answer, 401, 'invalid_token')
      await refusals.expect(
        await fetch(refusals.harness.origin + OPENAI, { method: 'POST', headers }),
        401,
        'invalid_token',
      )
      expect(refusals.harness.controlPlaneRequests.filter((line) => line.endsWith(id))).toHaveLength(1)
    })

    const refusedWithReason = async (
      reason: string,
      make: () => Promise<[Response, Parameters<Harness['event']>[0]]>,
    ) => {
      const [answer, granted] = await make()
      await refusals.expect(answer, 401, 'invalid_token')
      expect(await refusals.harness.event(granted)).toMatchObject({
        decision: 'refused',
        reason,
        status: 401,
        costMicros: 0,
      })
    }

    it('refuses a wrong auth half and records why', () =>
      refusedWithReason('wrong_auth_half', async () => {
        const granted = await refusals.harness.grant()
        const [, seal] = [0, granted.token.split('_')[4] as string]
        const token = formatToken({ prefix: '1r_at', id: granted.grant.id, auth: makeHalf(), seal })
        return [await refusals.harness.post({ ...granted, token }, OPENAI, CHAT), granted]
      }))

    it('records only some of many wrong auth halves, and counts the others', async () => {
      const granted = await refusals.harness.grant()
      const { id } = granted.grant
      const tokens = Array.from({ length: 30 }, () =>
        formatToken({ prefix: '1r_at', id, auth: makeHalf(), seal: makeHalf() }),
      )
      for (const token of tokens)
        await refusals.expect(await refusals.harness.post({ ...granted, token }, OPENAI, CHAT), 401, 'invalid_token')
      // Its own calls are in the log, whatever others have tried.
      await refusals.harness.post(granted, '/v1/proxy/passthrough/nobody/v1/x', CHAT)
      const { status } = await refusals.harness.post({ ...granted, token: tokens[0] as string }, OPENAI, CHAT)
      expect(status).toBe(401)
      const events = await refusals.harness.events(granted, 11)
      expect(events.filter(({ reason }) => reason === 'wrong_auth_half')).toHaveLength(10)
      expect((await refusals.harness.relay.metrics.expose()).text).toContain('relay_unrecorded_refusals_total 21')
    })

    it('refuses a wrong seal half, records why and gives the hold back', async () => {
      const granted = await refusals.harness.grant({ budgets: month(1_000_000) })
      const auth = granted.token.split('_')[3] as string
      const token = formatToken({ prefix: '1r_at', id: granted.grant.id, auth, seal: makeHalf() })
      await refusals.expect(await refusals.harness.post({ ...granted, token }, OPENAI, CHAT), 401, 'invalid_token')
      expect(await refusals.harness.event(granted)).toMatchObject({ decision: 'refused', reason: 'wrong_seal_half' })
      expect(await refusals.harness.money(granted)).toEqual({ spent: 0, held: 0 })
    })

    it('refuses an expired grant and records why', () =>
      refusedWithReason('grant_expired', async () => {
        const granted = await refusals.harness.grant({ expiresAt: Date.now() - 1 })
        return [await refusals.harness.post(granted, OPENAI, CHAT), granted]
      }))

    it('refuses a token whose prefix is not the grant’s', () =>
      refusedWithReason('wrong_prefix', async () => {
        const granted = await refusals.harness.grant()
        const [, , id, auth, seal] = granted.token.split('_') as [string, string, string, string, string]
        const token = formatToken({ prefix: '1r_bt', id, auth, seal })
        return [await refusals.harness.post({ ...granted, token }, OPENAI, CHAT), granted]
      }))

    it('refuses the request after a revocation, even if the change was never announced', async () => {
      const granted = await refusals.harness.grant()
      expect((await refusals.harness.post(granted, OPENAI, CHAT)).status).toBe(200)
      refusals.reached = 0
      const { id, ledgerId } = granted.grant
      const dead = { status: 'dead', id, version: 2, ledgerId }
      await refusals.harness.redis.set(`1r:grant:${id}`, JSON.stringify(dead), 'EX', 600)
      await refusals.harness.redis.hset(`1r:{${ledgerId}}:state:${id}`, 'v', '2')
      await refusals.expect(await refusals.harness.post(granted, OPENAI, CHAT), 401, 'invalid_token')
      const [, refused] = await refusals.harness.events(granted, 2)
      expect(refused).toMatchObject({ decision: 'refused', reason: 'grant_revoked' })
    })
  })
})
