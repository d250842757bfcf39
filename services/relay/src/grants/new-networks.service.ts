import { fault } from '@1relay/faults'
import { LRUCache } from 'lru-cache'
import { isIPv6 } from 'node:net'
import type { Networks, NetworkWord } from './networks.port.js'

export interface NewNetworksOptions {
  readonly networks: Networks
  /** Milliseconds of any clock that only goes forward. */
  readonly now: () => number
  /** Grants, and networks, that are remembered. */
  readonly max: number
}

/** A token at an address that its grant does not know. */
export interface NewNetwork {
  readonly grantId: string
  readonly version: number
  readonly ip: string
  readonly userAgent: string | null
}

/**
 * How long a no is repeated without asking again. It delays nobody: a network that is confirmed changes the projection, and this is only
 * asked for networks that are not in it.
 */
const NO_MS = 10_000
/** After a question that was not answered, how long none is put: a control plane that is away is not to be stormed. */
const AWAY_MS = 1000
/** Questions a grant may cause a minute. Whoever has a stolen token and many addresses gets a no beyond. */
export const ASKS_A_MINUTE = 10
const MINUTE_MS = 60_000

/**
 * Asks about new networks: once for a burst, no more often than is bearable for the control plane. A yes is not remembered here, for
 * the projection says so; a no is, for a moment.
 */
export class NewNetworks {
  private readonly said: LRUCache<string, { readonly word: NetworkWord; readonly untilMs: number }>
  private readonly asked: LRUCache<string, number[]>
  private readonly pending = new Map<string, Promise<NetworkWord>>()
  private awayUntilMs = -Infinity

  constructor(private readonly options: NewNetworksOptions) {
    this.said = new LRUCache({ max: options.max })
    this.asked = new LRUCache({ max: options.max })
  }

  /** What the holder, or the control plane for them, says; rejects with `limits_unavailable` if nobody can be asked. */
  async ask(network: NewNetwork): Promise<NetworkWord> {
    const { grantId, version, ip } = network
    // A new version may come from a word that was given meanwhile.
    const key = `${grantId} ${version} ${isIPv6(ip) ? prefix64(ip) : ip}`
    const running = this.pending.get(key)
    if (running !== undefined) return running
    const now = this.options.now()
    const said = this.said.get(key)
    if (said !== undefined && said.untilMs > now) return said.word
    if (this.awayUntilMs > now) throw away()
    if (!this.mayAsk(grantId, now)) return 'refused'
    const asking = this.put(key, network).finally(() => this.pending.delete(key))
    this.pending.set(key, asking)
    return asking
  }

  private async put(key: string, { grantId, ip, userAgent }: NewNetwork): Promise<NetworkWord> {
    try {
      const word = await this.options.networks.ask({ grantId, ip, userAgent })
      if (word !== 'trusted') this.said.set(key, { word, untilMs: this.options.now() + NO_MS })
      return word
    } catch (error) {
      this.awayUntilMs = this.options.now() + AWAY_MS
      // What was not answered was not asked: it must not turn into a no while the control plane is away.
      this.asked.set(grantId, this.asked.get(grantId)?.slice(0, -1) ?? [])
      throw error
    }
  }

  private mayAsk(grantId: string, now: number): boolean {
    const recent = (this.asked.get(grantId) ?? []).filter((at) => at > now - MINUTE_MS)
    if (recent.length >= ASKS_A_MINUTE) return false
    this.asked.set(grantId, [...recent, now])
    return true
  }
}

const away = () =>
  fault('limits_unavailable', 'the control plane was not there a moment ago', { retryAfterMs: AWAY_MS })

/** The network that one subscriber has: whoever has it has all of its addresses. The address is in the form of RFC 5952. */
const prefix64 = (ip: string): string => {
  const [head = '', tail] = ip.split('::')
  const first = head === '' ? [] : head.split(':')
  const last = tail === undefined || tail === '' ? [] : tail.split(':')
  // A dotted end stands for two groups, both in the half that does not count.
  const zeros = tail === undefined ? 0 : 8 - first.length - last.length - (last.at(-1)?.includes('.') === true ? 1 : 0)
  return [...first, ...Array<string>(Math.max(zeros, 0)).fill('0'), ...last].slice(0, 4).join(':')
}
