import { CHAIN_START } from './chain.js'
import { type ChainHeader, parseHeader } from './chain-file.js'
import { ChainWalk } from './chain-walk.js'
import type { Expectation, ProblemKind, Verification } from './verification.js'

/**
 * Verifies an exported chain (`format=chain`) line by line, in memory of constant size: order, gaps, hashes, anchors, the end, and what is
 * expected. Lines without their ends. Never rejects for what is in the file; rejects with a TypeError if a field of `expectation` is given
 * as undefined or null: whoever expects something and does not have it would otherwise be told that the file is well.
 */
export const verifyChain = async (
  lines: AsyncIterable<string> | Iterable<string>,
  expectation: Expectation = {},
): Promise<Verification> => {
  assertGiven(expectation)
  let line = 0
  let walk: ChainWalk | undefined
  const fail = (kind: ProblemKind, seq?: number): Verification => ({
    ok: false,
    problem: { kind, line: Math.max(line, 1), ...(seq !== undefined && { seq }) },
  })
  for await (const text of lines) {
    // The end of the last line.
    if (text === '' && walk?.isOver === true) continue
    line += 1
    if (walk === undefined) {
      const header = parseHeader(text)
      if (header === undefined) return fail('malformed')
      const unexpected = unexpectedIn(header, expectation)
      if (unexpected !== undefined) return fail(unexpected)
      walk = new ChainWalk(header, expectation.head)
      continue
    }
    const problem = await walk.take(text)
    if (problem !== undefined) return fail(problem.kind, problem.seq)
  }
  if (walk === undefined || !walk.isOver) return fail('incomplete')
  return walk.result((expectation.publicKey ?? expectation.head?.publicKey) !== undefined)
}

// Callers without TypeScript, or without exactOptionalPropertyTypes, hand on what `parseHead` did not find.
const assertGiven = (expectation: Expectation): void => {
  for (const [field, value] of Object.entries(expectation) as [keyof Expectation, unknown][])
    if (value == null) throw new TypeError(`verifyChain: "${field}" is expected, but is ${String(value)}.`)
}

const unexpectedIn = (header: ChainHeader, { workspaceId, publicKey, head }: Expectation): ProblemKind | undefined => {
  const differs = (expected: string | undefined, actual: string): boolean =>
    expected !== undefined && expected !== actual
  if (differs(workspaceId, header.workspaceId) || differs(head?.workspaceId, header.workspaceId))
    return 'wrong_workspace'
  if (differs(publicKey, header.publicKey) || differs(head?.publicKey, header.publicKey)) return 'wrong_key'
  return head?.hash === CHAIN_START ? 'malformed' : undefined
}
