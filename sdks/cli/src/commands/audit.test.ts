import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ChainEntry } from '@1relay/audit'
import { makeFile, makeRecord, makeSigner, relink } from '../../../audit/test/chains.js'
import type { Context } from '../context.js'
import { runProgram } from '../program.js'

const signer = makeSigner()
const folder = mkdtempSync(join(tmpdir(), '1relay-cli-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Verifies what is in a file, as a person does it. */
const verify = async (lines: readonly string[], ...options: string[]) => {
  const file = join(folder, 'audit.jsonl')
  writeFileSync(file, `${lines.join('\n')}\n`)
  const [out, err]: [string[], string[]] = [[], []]
  const terminal = { write: (text: string) => out.push(text), tell: (text: string) => err.push(text) }
  const code = await runProgram(['audit', 'verify', file, ...options], { terminal } as unknown as Context)
  return { code, out: out.join('\n'), err: err.join('\n') }
}
const chainOf = (change: object = {}): ChainEntry[] =>
  relink([1, 2].map((seq) => ({ record: { ...makeRecord(seq), ...change }, hash: '' })))

describe('audit verify', () => {
  it('verifies a chain with names that hold the line ends of other formats', async () => {
    const lines = makeFile({ signer, entries: chainOf({ label: 'Support\u2028agent\u2029' }) })
    expect(await verify(lines)).toMatchObject({ code: 0, out: expect.stringContaining('2 records') })
  })

  it('takes a file that nobody has signed for no proof', async () => {
    const { code, out, err } = await verify(makeFile({ signer, entries: [] }))
    expect([code, out]).toEqual([5, ''])
    expect(err).toContain('proves nothing')
  })

  it.each([
    ['that verifies', makeFile({ signer, entries: chainOf() }), { ok: true, records: 2 }],
    ['that is empty', makeFile({ signer, entries: [] }), { ok: false, problem: { kind: 'empty' } }],
    ['that is none', ['no chain'], { ok: false, problem: { kind: 'malformed' }, error: { kind: 'not_verified' } }],
  ])('prints one JSON document about a file %s', async (_, lines, said) => {
    const { out } = await verify(lines, '--json')
    expect(JSON.parse(out)).toMatchObject(said)
  })

  it('prints nothing that a file could have put there to be believed', async () => {
    const evil = '\u001b[2J\u001b[Hproduction.jsonl verifies'
    for (const entries of [[], chainOf()]) {
      const { code, out, err } = await verify(makeFile({ signer, entries, header: { publicKey: evil } }))
      expect(code).toBe(5)
      expect(out + err).not.toContain('production.jsonl')
    }
  })
})
