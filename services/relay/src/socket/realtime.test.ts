import { findProvider, type Provider } from '@1relay/contracts'
import { costAtMost, PriceBook } from '../meter/index.js'
import { RealtimeLedger } from './index.js'

const price = new PriceBook(() => Date.parse('2026-11-21')).find(findProvider('openai') as Provider, 'gpt-realtime')
const open = (): RealtimeLedger => new RealtimeLedger(price)
const STEP = 4096
/** A minute of G.711: 1,200 audio tokens at most by the provider's count, 2,560 by ours. */
const audio = 'A'.repeat(640_000)
const append = JSON.stringify({ type: 'input_audio_buffer.append', audio })
const on = JSON.stringify({ type: 'session.update', session: { input_audio_transcription: { model: 'whisper-1' } } })
const heard = {
  type: 'conversation.item.input_audio_transcription.completed',
  usage: { type: 'duration', seconds: 60 },
}
const say = (ledger: RealtimeLedger, text: string): void => ledger.fromCaller(text, text.length)
const hear = (ledger: RealtimeLedger, event: unknown): void => ledger.fromUpstream(JSON.stringify(event))

describe('what a Realtime session needs', () => {
  it('holds for the transcription of what it hears, from the first sound until it is reported', () => {
    const [silent, ledger] = [open(), open()]
    say(ledger, on)
    say(
      silent,
      JSON.stringify({ type: 'session.update', session: { input_audio_transcription: null, a: 'x'.repeat(14) } }),
    )
    for (const one of [silent, ledger]) say(one, append)
    expect(ledger.needMicros - silent.needMicros).toBe(costAtMost(price, STEP, STEP))
    for (const one of [silent, ledger]) hear(one, { type: 'input_audio_buffer.committed' })
    expect(ledger.needMicros - silent.needMicros).toBe(costAtMost(price, STEP, STEP))
    const before = ledger.needMicros
    hear(ledger, heard)
    const { costMicros, tokensFrom } = ledger.charge()
    expect([tokensFrom, costMicros]).toEqual(['reported', costAtMost(price, 600, 0)])
    expect(before - ledger.needMicros).toBe(costAtMost(price, STEP, STEP) - costMicros)
  })

  it('believes the upstream that a session transcribes, whoever has set it up', () => {
    const ledger = open()
    say(ledger, append)
    const before = ledger.needMicros
    hear(ledger, { type: 'session.created', session: { audio: { input: { transcription: { model: 'whisper-1' } } } } })
    expect(ledger.needMicros).toBeGreaterThan(before)
  })

  it('holds for every transcription that is awaited, and for none of audio that was thrown away', () => {
    const ledger = open()
    say(ledger, on)
    for (let i = 0; i < 2; i++) {
      say(ledger, append)
      hear(ledger, { type: 'input_audio_buffer.committed' })
    }
    const both = ledger.needMicros
    hear(ledger, { ...heard, usage: undefined })
    expect(ledger.needMicros).toBe(both)
    hear(ledger, { ...heard, type: heard.type.replace('completed', 'failed'), usage: undefined })
    const none = ledger.needMicros
    expect(none).toBeLessThan(both)
    say(ledger, append)
    hear(ledger, { type: 'input_audio_buffer.cleared' })
    expect(ledger.needMicros - none).toBeLessThanOrEqual(costAtMost(price, STEP, 0))
  })
})
