import { CHAIN_START, canonicalJson, chainInput, formatHead, type Json } from '../src/index.js'
import { makeEntries, makeFile, signAnchor, signerOf, signHead } from './chains.js'

/** What `contracts/vectors/audit-chain.json` holds: always the same. */
export const makeVectors = () => {
  const signer = signerOf(Buffer.alloc(32, 7))
  const entries = makeEntries(6)
  const [first, fourth, last] = [entries[0], entries[3], entries[5]]
  if (first === undefined || fourth === undefined || last === undefined) throw new Error('six records are six')
  const anchors = [signAnchor(signer, entries.slice(0, 2), CHAIN_START)]
  const file = makeFile({ signer, entries: entries.slice(2), anchors })
  const head = formatHead(signHead(signer, fourth))
  const swap = (one: string, other: string): string[] => file.map((line) => line.replace(one, other))
  return {
    record: {
      value: first.record,
      canonical: canonicalJson(first.record as unknown as Json),
      input: Buffer.from(chainInput(Buffer.from(CHAIN_START, 'base64url'), first.record)).toString('hex'),
      hash: first.hash,
    },
    file,
    head,
    refused: [
      { problem: { kind: 'changed', line: 3, seq: 4 }, file: swap('Key 4', 'Key 5') },
      { problem: { kind: 'missing', line: 3, seq: 4 }, file: file.toSpliced(2, 1) },
      { problem: { kind: 'forged_anchor', line: 2, seq: 1 }, file: swap('"prunedAt":"2026', '"prunedAt":"2027') },
      { problem: { kind: 'incomplete', line: 5 }, file: file.slice(0, -1) },
    ],
  }
}
