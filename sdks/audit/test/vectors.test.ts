import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseHead, verifyChain } from '../src/index.js'
import { makeVectors } from './make-vectors.js'

const FILE = join(__dirname, '../../../contracts/vectors/audit-chain.json')
const published = JSON.parse(readFileSync(FILE, 'utf8')) as ReturnType<typeof makeVectors>
const expectation = { head: parseHead(published.head)! }

describe('the published vectors', () => {
  it('are what they were when they were published', () => {
    expect(makeVectors()).toEqual(published)
  })

  it('verify against the head that was told', async () => {
    expect(await verifyChain(published.file, expectation)).toMatchObject({
      ok: true,
      records: 4,
      pruned: 2,
      knownHead: 'matched',
      head: { seq: 6 },
    })
  })

  it('that were tampered with are refused where it shows', async () => {
    for (const { file, problem } of published.refused)
      expect(await verifyChain(file, expectation)).toEqual({ ok: false, problem })
  })
})
