import { hash } from 'node:crypto'
import { completeToken, accessTokenStem, makeHalf, makeId, sealForToken } from '@1relay/vault'
import { type Grants, makeGrant } from '../grants/index.js'
import { checkCallOf } from '../key-checks/index.js'
import type { Probe, ProbeVerdict } from './key-probe.port.js'

export interface RelayProbeParts {
  grants: Grants
  /** Where this process reaches the relay. */
  relayOrigin: string
  clock: () => Date
}

const PROBE_MS = 60_000
const PATIENCE_MS = 10_000
// What speaks OpenAI's language need not list its models; it has not refused the key.
const ABSENT: ReadonlySet<number> = new Set([404, 405, 501])
// Google answers 400 to a key that it does not know.
const REFUSED: ReadonlySet<number> = new Set([400, 401, 403])

/**
 * Tries a key through the relay, like any other call: the relay alone reaches providers, and guards addresses. The key is sealed under a token that
 * is good for one GET and ends with it.
 */
export class RelayKeyProbe {
  constructor(private readonly parts: RelayProbeParts) {}

  readonly probe = async ({ upstream, key }: Probe): Promise<ProbeVerdict> => {
    const call = checkCallOf(upstream)
    if (call === undefined) return 'unreachable'
    const { grants, clock } = this.parts
    const [id, auth, seal, now] = [makeId(), makeHalf(), makeHalf(), clock()]
    const sealed = await sealForToken({ seal, grantId: id, upstream, credential: Buffer.from(key) })
    await grants.add(
      makeGrant({
        id,
        kind: 'user',
        prefix: '1r_ut',
        ownerId: id,
        appId: null,
        name: 'Key check',
        verifier: hash('sha256', auth, 'base64url'),
        scope: { methods: ['GET'], paths: [call.upstreamPath] },
        limits: { requestsPerMinute: 1, concurrentRequests: 1 },
        budgets: [],
        credentials: [{ custody: 'token', upstream, ...sealed }],
        ownerEnvelope: null,
        expiresAt: new Date(now.getTime() + PROBE_MS),
        userReference: null,
        exchange: null,
        createdAt: now,
      }),
    )
    try {
      const token = completeToken(accessTokenStem({ prefix: '1r_ut', id, auth }), seal)
      return await this.#ask(upstream.startsWith('https://'), call.path, {
        ...call.headers,
        authorization: `Bearer ${token}`,
      })
    } finally {
      await grants.revoke(id)
    }
  }

  async #ask(isCustom: boolean, path: string, headers: Record<string, string>): Promise<ProbeVerdict> {
    try {
      const init = { headers, redirect: 'manual', signal: AbortSignal.timeout(PATIENCE_MS) } as const
      const answer = await fetch(`${this.parts.relayOrigin}${path}`, init)
      if (await isRefusedAddress(answer)) return 'unreachable'
      if (!answer.bodyUsed) await answer.body?.cancel()
      if (answer.ok) return 'accepted'
      if (REFUSED.has(answer.status)) return 'rejected'
      return isCustom && ABSENT.has(answer.status) ? 'accepted' : 'unreachable'
    } catch {
      return 'unreachable'
    }
  }
}

const REFUSAL_BYTES_MAX = 4096

/** Whether the relay itself refused, because the address is no public one: then nobody has seen the key. */
const isRefusedAddress = async (answer: Response): Promise<boolean> => {
  const length = Number(answer.headers.get('content-length') ?? Infinity)
  if (answer.status !== 403 || length > REFUSAL_BYTES_MAX) return false
  const text = await answer.text()
  return text.includes('"upstream_not_allowed"')
}
