import type { RelaySealedCredential } from '@1relay/contracts'
import { LRUCache } from 'lru-cache'
import type { Oauth2Auth, TokenAnswer, TokenEndpoint } from './token-endpoint.port.js'

export interface AccessTokensOptions {
  readonly endpoint: TokenEndpoint
  /** Of how many connections a token is kept. */
  readonly max: number
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number
}

interface Entry {
  /** A connection whose ciphertext has changed has another credential, perhaps: its token goes with it. */
  readonly ciphertext: string
  readonly pending: Promise<TokenAnswer>
  answer?: TokenAnswer
  answeredAt: number
  freshUntil: number
}

type Holder = Pick<RelaySealedCredential, 'ownerId' | 'ciphertext'>

/** Before its end by this much, or a tenth of its life, a token is not sent any more: it has to survive the way. */
const MARGIN_MS = 30_000
/** A failure answers for the next calls too, so that a wrong secret does not become a storm at the token endpoint. */
const FAILURE_MS = 2000
/** A token that was just fetched and refused would be no better after another fetch: any caller could provoke one a call. */
const REFUSABLE_AFTER_MS = 10_000
const SWEEP_MS = 10_000
const BROKEN: TokenAnswer = { ok: false, code: 'upstream_authorization_failed' }

/**
 * Access tokens of connections with client credentials. The one opened thing that is kept between requests: bounded in number, for an hour at
 * most, as bytes outside the JavaScript heap that are wiped when it ends, when the connection's ciphertext changes, and when the relay
 * stops. One fetch at a time for each connection.
 */
export class AccessTokens {
  private readonly entries: LRUCache<string, Entry>
  private readonly sweeper: NodeJS.Timeout

  constructor(private readonly options: AccessTokensOptions) {
    this.entries = new LRUCache({
      max: options.max,
      // After the microtasks in which those who waited for it copy it.
      dispose: (entry) => setImmediate(() => wipe(entry)),
    })
    this.sweeper = setInterval(() => this.sweep(), SWEEP_MS)
    this.sweeper.unref()
  }

  /** A copy of the connection's access token, which the caller wipes. Takes the opened client credential, and wipes it. */
  async get(holder: Holder, auth: Oauth2Auth, credential: Buffer): Promise<TokenAnswer> {
    const { ownerId, ciphertext } = holder
    let entry = this.entries.get(ownerId)
    if (entry?.ciphertext === ciphertext && (entry.answer === undefined || this.options.now() < entry.freshUntil)) {
      credential.fill(0)
    } else {
      entry = this.fetch(ciphertext, auth, credential)
      this.entries.set(ownerId, entry)
    }
    const answer = entry.answer ?? (await entry.pending)
    return answer.ok ? { ...answer, token: Buffer.from(answer.token) } : answer
  }

  /** The upstream did not take the token: the next call gets a new one. */
  refused({ ownerId, ciphertext }: Holder): void {
    const entry = this.entries.peek(ownerId)
    if (entry?.ciphertext !== ciphertext || entry.answer?.ok !== true) return
    if (this.options.now() - entry.answeredAt >= REFUSABLE_AFTER_MS) this.entries.delete(ownerId)
  }

  /** Forgets all of them. */
  close(): void {
    clearInterval(this.sweeper)
    this.entries.clear()
  }

  private fetch(ciphertext: string, auth: Oauth2Auth, credential: Buffer): Entry {
    const pending = this.options.endpoint.fetch(auth, credential).catch((): TokenAnswer => BROKEN)
    const entry: Entry = { ciphertext, pending, answeredAt: 0, freshUntil: Infinity }
    void pending.then((answer) => {
      const now = this.options.now()
      const lifeMs = answer.ok ? answer.lifetimeMs - Math.min(MARGIN_MS, answer.lifetimeMs / 10) : FAILURE_MS
      Object.assign(entry, { answer, answeredAt: now, freshUntil: now + lifeMs })
    })
    return entry
  }

  private sweep(): void {
    const now = this.options.now()
    for (const [ownerId, { freshUntil }] of this.entries) if (freshUntil <= now) this.entries.delete(ownerId)
  }
}

/** An entry may be put out before its answer is there. */
const wipe = ({ pending }: Entry): void =>
  void pending.then((answer) => setImmediate(() => void (answer.ok && answer.token.fill(0))))
