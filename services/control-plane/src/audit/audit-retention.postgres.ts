import { type AnchorClaim, anchorBytes, type AuditAnchor, isSigned } from '@1relay/audit'
import type { DataSource, EntityManager } from 'typeorm'
import { inTransaction } from '../database/index.js'
import { AuditPartitions } from './audit-partitions.postgres.js'
import type { AuditSigner } from './audit-signer.postgres.js'
import { anchorOf } from './chain-states.postgres.js'
import type { MasterKeys } from './master-keys.js'
import { isOver } from './retention.js'
import {
  keptSegmentsIn,
  keyOf,
  saveSegment,
  segmentsWrappedOtherwise,
  type StoredSegment,
  toSegment,
} from './segments.postgres.js'

/** Lets go of records whose time is over, whole partitions at a time, and leaves signed anchors in their place. */
export class AuditRetention {
  readonly #partitions: AuditPartitions

  constructor(
    private readonly database: DataSource,
    private readonly keys: MasterKeys,
    private readonly signer: AuditSigner,
    private readonly warn: (facts: { workspaceId: string; firstSeq: number }) => void,
  ) {
    this.#partitions = new AuditPartitions(database)
  }

  /**
   * Turns at most `limit` segments whose time is over into anchors, and drops partitions that have none left; gives how many segments
   * those were. From its anchor on a segment has no key: its records are unreadable before they are gone, in every backup too.
   */
  async prune(now: Date, limit: number): Promise<number> {
    let pruned = 0
    for (const partition of await this.#partitions.list()) {
      if (!isOver(partition, now)) continue
      const segments = await inTransaction(this.database, async (tx) => {
        const kept = await keptSegmentsIn(tx, partition.name, limit - pruned)
        for (const segment of kept) await this.#anchor(tx, segment, now)
        return kept.length
      })
      pruned += segments
      if (pruned >= limit) return pruned
      await this.#partitions.drop(partition)
    }
    return pruned
  }

  /** Wraps at most `limit` keys under the current master key; gives how many those were. Then the former one can go. */
  async rewrap(limit: number): Promise<number> {
    await this.signer.rewrap()
    return inTransaction(this.database, async (tx) => {
      const segments = await segmentsWrappedOtherwise(tx, this.keys.currentId, limit)
      let count = 0
      for (const segment of segments) {
        const key = keyOf(this.keys, segment)
        if (key === undefined) continue
        await saveSegment(tx, this.keys, segment, key)
        count += 1
      }
      // One that does not open would come again and again: a whole portion of them ends the round.
      return count
    })
  }

  async #anchor(tx: EntityManager, segment: StoredSegment, prunedAt: Date): Promise<void> {
    const { workspaceId, firstSeq, lastSeq, previousHash, lastHash, lastRecordedAt } = segment
    // A key that was taken away too early comes back; an anchor that nobody signed stays for ever.
    if (segment.masterKeyId !== null && !this.keys.knows(segment.masterKeyId))
      throw new Error('records cannot be pruned: their key is wrapped under one that is not in AUDIT_KEY')
    // A row that its key does not fit was written by somebody else. It is let go of as well, but nobody vouches for it.
    const isOurs = keyOf(this.keys, segment) !== undefined
    if (!isOurs) this.warn({ workspaceId, firstSeq })
    const own: Omit<AnchorClaim, 'v'> = {
      workspaceId,
      firstSeq,
      lastSeq,
      previousHash,
      lastHash,
      lastRecordedAt: lastRecordedAt.toISOString(),
      prunedAt: prunedAt.toISOString(),
    }
    const claim = isOurs ? await this.#absorb(tx, own) : own
    const signature = isOurs ? (await this.signer.signAnchor(claim)).signature : ''
    await tx.query(
      `UPDATE audit_segments SET first_seq = $3, previous_hash = $4, last_seq = $5, last_hash = $6, last_recorded_at = $7,
         pruned_at = $8, signature = $9, master_key_id = NULL, wrapped_key = NULL
       WHERE workspace_id = $1 AND first_seq = $2`,
      [
        workspaceId,
        firstSeq,
        claim.firstSeq,
        Buffer.from(claim.previousHash, 'base64url'),
        claim.lastSeq,
        Buffer.from(claim.lastHash, 'base64url'),
        claim.lastRecordedAt,
        prunedAt,
        Buffer.from(signature, 'base64url'),
      ],
    )
  }

  /** The claim together with the anchors right before and behind it, so that a chain has one anchor a gap, not one a day. */
  async #absorb(tx: EntityManager, claim: Omit<AnchorClaim, 'v'>): Promise<Omit<AnchorClaim, 'v'>> {
    const before = await this.#takeAnchor(tx, 'last_seq', claim.workspaceId, claim.firstSeq - 1)
    const behind = await this.#takeAnchor(tx, 'first_seq', claim.workspaceId, claim.lastSeq + 1)
    const isBefore = before?.lastHash === claim.previousHash
    const isBehind = behind?.previousHash === claim.lastHash
    if (isBefore) await this.#remove(tx, before)
    if (isBehind) await this.#remove(tx, behind)
    return {
      ...claim,
      ...(isBefore && { firstSeq: before.firstSeq, previousHash: before.previousHash }),
      ...(isBehind && {
        lastSeq: behind.lastSeq,
        lastHash: behind.lastHash,
        lastRecordedAt: behind.lastRecordedAt,
      }),
    }
  }

  // Signed by us, or it stays what it is: signing it again would make a forged anchor a true one.
  async #takeAnchor(
    tx: EntityManager,
    column: string,
    workspaceId: string,
    seq: number,
  ): Promise<AuditAnchor | undefined> {
    const [row] = await tx.query<Parameters<typeof toSegment>[0][]>(
      `SELECT * FROM audit_segments WHERE workspace_id = $1 AND ${column} = $2 AND pruned_at IS NOT NULL FOR UPDATE`,
      [workspaceId, seq],
    )
    const anchor = row && anchorOf(toSegment(row))
    if (anchor === undefined) return undefined
    return (await isSigned(await this.signer.publicKey(), anchor.signature, anchorBytes(anchor))) ? anchor : undefined
  }

  async #remove(tx: EntityManager, { workspaceId, firstSeq }: AuditAnchor): Promise<void> {
    await tx.query('DELETE FROM audit_segments WHERE workspace_id = $1 AND first_seq = $2', [workspaceId, firstSeq])
  }
}
