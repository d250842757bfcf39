import { fromBase64url, toBase64url } from './base64url.js'
import { CHAIN_START, chainHash, HASH_BYTES } from './chain.js'
import { type ChainEntry, type ChainHeader, type ChainTrailer, parseLine } from './chain-file.js'
import type { KnownHead } from './known-head.js'
import { anchorBytes, type AuditAnchor, headBytes, isSigned } from './statements.js'
import type { Problem, Verification } from './verification.js'

type Finding = Omit<Problem, 'line'>

/** Goes along a chain from its start, through records and anchors, and keeps where it is. */
export class ChainWalk {
  readonly #header: ChainHeader
  readonly #known: KnownHead | undefined
  readonly #anchors: AuditAnchor[]
  #seq = 0
  #hash = CHAIN_START
  #recordedAt = ''
  #records = 0
  #pruned = 0
  #knownHead: 'matched' | 'pruned' | undefined
  #isOver = false

  constructor(header: ChainHeader, known: KnownHead | undefined) {
    this.#header = header
    this.#known = known
    this.#anchors = [...header.anchors]
  }

  /** Whether the end has been seen. */
  get isOver(): boolean {
    return this.#isOver
  }

  /** The next line; what is wrong with it. */
  async take(text: string): Promise<Finding | undefined> {
    const line = this.#isOver ? undefined : parseLine(text)
    if (line === undefined) return { kind: 'malformed' }
    const forged = await this.#passAnchors()
    if (forged !== undefined) return forged
    return 'type' in line ? this.#end(line) : this.#takeRecord(line)
  }

  result(isKeyExpected: boolean): Verification {
    return {
      ok: true,
      workspaceId: this.#header.workspaceId,
      publicKey: this.#header.publicKey,
      records: this.#records,
      pruned: this.#pruned,
      head: { seq: this.#seq, hash: this.#hash },
      knownHead: this.#knownHead ?? 'none',
      isKeyExpected,
    }
  }

  async #takeRecord({ hash, record }: ChainEntry): Promise<Finding | undefined> {
    const { seq, workspaceId, recordedAt } = record
    if (workspaceId !== this.#header.workspaceId) return { kind: 'wrong_workspace', seq }
    if (seq <= this.#seq) return { kind: 'out_of_order', seq }
    if (seq > this.#seq + 1) return { kind: 'missing', seq: this.#seq + 1 }
    // Its own hash says that it is as it was; the previous one, that it stands where it stood.
    const previous = fromBase64url(this.#hash, HASH_BYTES)
    if (previous === undefined || (await hashOf(previous, record)) !== hash) return { kind: 'changed', seq }
    if (recordedAt < this.#recordedAt) return { kind: 'out_of_order', seq }
    this.#records += 1
    return this.#move(seq, hash, recordedAt)
  }

  async #passAnchors(): Promise<Finding | undefined> {
    for (let anchor = this.#anchors[0]; anchor?.firstSeq === this.#seq + 1; anchor = this.#anchors[0]) {
      const seq = anchor.firstSeq
      const fits = anchor.previousHash === this.#hash && anchor.lastRecordedAt >= this.#recordedAt
      if (!fits || anchor.workspaceId !== this.#header.workspaceId) return { kind: 'forged_anchor', seq }
      if (!(await isSigned(this.#header.publicKey, anchor.signature, anchorBytes(anchor))))
        return { kind: 'forged_anchor', seq }
      this.#anchors.shift()
      this.#pruned += anchor.lastSeq - anchor.firstSeq + 1
      const isInside = (known: number): boolean => known >= anchor.firstSeq && known < anchor.lastSeq
      if (this.#known?.seq !== undefined && isInside(this.#known.seq)) this.#knownHead = 'pruned'
      const wrong = this.#move(anchor.lastSeq, anchor.lastHash, anchor.lastRecordedAt)
      if (wrong !== undefined) return wrong
    }
    return undefined
  }

  #move(seq: number, hash: string, recordedAt: string): Finding | undefined {
    ;[this.#seq, this.#hash, this.#recordedAt] = [seq, hash, recordedAt]
    if (this.#known === undefined) return undefined
    if (this.#known.hash === hash && (this.#known.seq ?? seq) === seq) this.#knownHead = 'matched'
    else if (this.#known.seq === seq) return { kind: 'rewritten', seq }
    return undefined
  }

  async #end({ head }: ChainTrailer): Promise<Finding | undefined> {
    const [anchor] = this.#anchors
    if (anchor !== undefined) return { kind: 'forged_anchor', seq: anchor.firstSeq }
    const seq = this.#seq
    if (head === null ? seq > 0 : head.seq > seq) return { kind: 'missing', seq: seq + 1 }
    if (head !== null) {
      const { publicKey, workspaceId } = this.#header
      const fits = head.seq === seq && head.hash === this.#hash && head.recordedAt === this.#recordedAt
      if (!fits || head.workspaceId !== workspaceId || head.publicKey !== publicKey) return { kind: 'forged_head', seq }
      if (!(await isSigned(publicKey, head.signature, headBytes(head)))) return { kind: 'forged_head', seq }
    }
    if (this.#known !== undefined && this.#knownHead === undefined) {
      if (this.#known.seq === undefined) return { kind: 'unknown_head', seq }
      return { kind: this.#known.seq > seq ? 'truncated' : 'rewritten', seq }
    }
    // Nothing in it is signed: anybody could have written it, in the name of any workspace.
    if (seq === 0) return { kind: 'empty' }
    this.#isOver = true
    return undefined
  }
}

// A record without a canonical form cannot have been in a chain.
const hashOf = async (previous: Uint8Array, record: ChainEntry['record']): Promise<string | undefined> => {
  try {
    return toBase64url(await chainHash(previous, record))
  } catch {
    return undefined
  }
}
