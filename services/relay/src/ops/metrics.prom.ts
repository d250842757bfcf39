import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client'
import type { Overload } from './overload.js'

export interface MetricsSources {
  readonly openCalls: () => number
  readonly waitingSettlements: () => number
}

/** What operators watch. Labels are bounded: codes and outcomes of the contract, slugs of the catalogue; never a grant or a model. */
export class Metrics {
  readonly registry = new Registry()
  private readonly calls: Counter<'decision' | 'result' | 'provider'>
  // Finding a counter by its labels costs more than counting: what was found is kept, and labels are few.
  private readonly counters = new Map<string, Counter.Internal>()
  private readonly firstByte: Histogram
  private readonly shed: Counter<'reason'>
  private readonly unrecorded: Counter

  constructor(sources: MetricsSources) {
    const registers = [this.registry]
    collectDefaultMetrics({ register: this.registry })
    this.calls = new Counter({
      name: 'relay_calls_total',
      help: 'Proxied calls by decision, result (outcome or refusal code) and provider',
      labelNames: ['decision', 'result', 'provider'],
      registers,
    })
    this.firstByte = new Histogram({
      name: 'relay_first_byte_seconds',
      help: 'From arrival of a call to the first byte of the upstream body',
      buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300],
      registers,
    })
    this.shed = new Counter({
      name: 'relay_shed_total',
      help: 'Calls that were turned away with overloaded, by reason',
      labelNames: ['reason'],
      registers,
    })
    this.unrecorded = new Counter({
      name: 'relay_unrecorded_refusals_total',
      help: 'Refusals without a usage event: too many for a grant by tokens that are not its own',
      registers,
    })
    gauge(registers, 'relay_open_calls', 'Calls that are open now', sources.openCalls)
    gauge(registers, 'relay_waiting_settlements', 'Settlements that wait for Redis', sources.waitingSettlements)
  }

  observe(call: {
    decision: 'allowed' | 'refused'
    result: string
    provider: string
    firstByteMs: number | null
  }): void {
    const { decision, result, provider } = call
    const key = `${decision} ${result} ${provider}`
    let counter = this.counters.get(key)
    if (counter === undefined) this.counters.set(key, (counter = this.calls.labels(decision, result, provider)))
    counter.inc()
    if (call.firstByteMs !== null) this.firstByte.observe(call.firstByteMs / 1000)
  }

  /** Counts a call that was turned away before anything was known of it. */
  observeShed(reason: Overload): void {
    this.shed.inc({ reason })
  }

  /** Counts a refusal that has no usage event, to keep the log of its grant readable. */
  observeUnrecorded(): void {
    this.unrecorded.inc()
  }

  /** The exposition text and its content type. */
  async expose(): Promise<{ type: string; text: string }> {
    return { type: this.registry.contentType, text: await this.registry.metrics() }
  }
}

const gauge = (registers: Registry[], name: string, help: string, read: () => number): void => {
  new Gauge({
    name,
    help,
    registers,
    collect() {
      this.set(read())
    },
  })
}
