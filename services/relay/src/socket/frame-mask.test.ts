import fc from 'fast-check'
import { CredentialMask } from '../answer/index.js'
import { FrameMask, FrameReader } from './index.js'

const KEY = 'sk-aab-aab-aabc'
const MASKED = '*'.repeat(KEY.length)

interface Frame {
  readonly opcode: number
  readonly isFinal: boolean
  readonly payload: string
}

const bytesOf = ({ opcode, isFinal, payload }: Frame): Buffer => {
  const head = payload.length < 126 ? [payload.length] : [126, payload.length >> 8, payload.length & 255]
  return Buffer.concat([Buffer.from([(isFinal ? 0x80 : 0) | opcode, ...head]), Buffer.from(payload, 'latin1')])
}

/** A message cut into frames, with control frames between them. */
const framesOf = (message: string, cuts: readonly number[], control: string): Frame[] => {
  const places = [...new Set([0, ...cuts.filter((cut) => cut < message.length), message.length])].sort((a, b) => a - b)
  const pieces = places.length === 1 ? [''] : places.slice(1).map((end, i) => message.slice(places[i], end))
  return pieces.flatMap((payload, i) => {
    const isFinal = i === pieces.length - 1
    const frame = { opcode: i === 0 ? 1 : 0, isFinal, payload }
    return isFinal ? [frame] : [frame, { opcode: 9, isFinal: true, payload: control }]
  })
}

const run = (bytes: Buffer, sizes: readonly number[]): { passed: Buffer[]; rest: Buffer } => {
  const reader = new FrameReader({ onMessage: () => undefined, onClose: () => undefined })
  const make = () => CredentialMask.of(Buffer.from(KEY)) as CredentialMask
  const mask = new FrameMask(make(), make())
  const passed: Buffer[] = []
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length] ?? bytes.length
    const chunk = Buffer.from(bytes.subarray(at, at + size))
    at += size
    if (!reader.feed(chunk)) throw new Error('not readable')
    passed.push(Buffer.from(mask.feed(chunk, reader.payloads)))
  }
  return { passed, rest: mask.flush() }
}

describe('FrameMask', () => {
  it('lets no credential of a message through and changes nothing else, however frames and chunks are cut', () => {
    const piece = fc.oneof(
      fc.constant(KEY),
      fc.constantFrom('s', 'sk-', 'sk-aab-', 'sk-aab-aab-aab', 'b'),
      fc.constant('x'.repeat(200)),
    )
    const message = fc.record({
      pieces: fc.array(piece, { maxLength: 6 }),
      cuts: fc.array(fc.nat(90), { maxLength: 8 }),
      control: fc.constantFrom('', 'ping', KEY, `a${KEY}b`),
    })
    const sizes = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(fc.array(message, { maxLength: 4 }), sizes, (messages, cuts) => {
        const frames = messages.map(({ pieces, cuts: places, control }) => framesOf(pieces.join(''), places, control))
        const bytes = Buffer.concat(frames.flat().map(bytesOf))
        const expected = Buffer.concat(
          frames.flatMap((ofMessage) => {
            const plain = ofMessage.filter(({ opcode }) => opcode < 8).map(({ payload }) => payload)
            let clean = plain.join('').replaceAll(KEY, MASKED)
            return ofMessage.map((frame) => {
              if (frame.opcode >= 8) return bytesOf({ ...frame, payload: frame.payload.replaceAll(KEY, MASKED) })
              const payload = clean.slice(0, frame.payload.length)
              clean = clean.slice(frame.payload.length)
              return bytesOf({ ...frame, payload })
            })
          }),
        )
        const { passed, rest } = run(bytes, cuts)
        expect(Buffer.concat(passed).equals(expected)).toBe(true)
        expect(rest).toHaveLength(0)
      }),
      { numRuns: 500 },
    )
  })

  it('keeps nothing of a whole message waiting, even if it ends like the credential begins', () => {
    const frame = bytesOf({ opcode: 1, isFinal: true, payload: 'hello sk-aab' })
    expect(run(frame, [frame.length]).passed[0]).toEqual(frame)
  })

  it('does not gather endless control frames behind half a credential', () => {
    const half = bytesOf({ opcode: 1, isFinal: false, payload: 'sk-' })
    const ping = bytesOf({ opcode: 9, isFinal: true, payload: 'p'.repeat(100) })
    const bytes = Buffer.concat([half, ...Array<Buffer>(1000).fill(ping)])
    const { passed, rest } = run(bytes, [1000])
    expect(Buffer.concat(passed).length).toBeGreaterThan(30_000)
    expect(Buffer.concat([...passed, rest]).equals(bytes)).toBe(true)
  })
})
