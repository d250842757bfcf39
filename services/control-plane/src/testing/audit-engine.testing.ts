import { randomBytes } from 'node:crypto'
import { createLogger } from '@1relay/log'
import { makeId } from '@1relay/vault'
import type { DataSource } from 'typeorm'
import { AuditAppender } from '../audit/audit-appender.postgres.js'
import { AuditExports } from '../audit-log/audit-exports.service.js'
import { AuditInbox, type Happening } from '../audit/audit-inbox.postgres.js'
import { AuditLog } from '../audit-log/audit-log.service.js'
import { PostgresAuditReader } from '../audit/audit-reader.postgres.js'
import { AuditRetention } from '../audit/audit-retention.postgres.js'
import { AuditSigner } from '../audit/audit-signer.postgres.js'
import { PostgresChainStates } from '../audit/chain-states.postgres.js'
import { MasterKeys } from '../audit/master-keys.js'
import type { RetentionDays } from '../audit/retention.js'

export const CANARIES = {
  path: '/v1/canary-path-7f3a',
  query: 'canary=query-51be',
  ip: '203.0.113.77',
  userAgent: 'canary-agent/9.9',
  name: 'canary holder e01c',
}

/** A refused call, or what the changes make of it. */
export const someCall = (changes: Record<string, unknown> = {}, at = new Date()): Happening => ({
  at,
  entry: {
    kind: 'call',
    call: {
      requestId: makeId(),
      connectionId: 'conn_0Ab1Cd2Ef3Gh4Ij5',
      keyId: makeId(),
      keyOwner: { kind: 'person', name: CANARIES.name },
      upstream: 'https://api.example.com',
      method: 'GET',
      path: CANARIES.path,
      query: CANARIES.query,
      decision: 'refused',
      reason: 'path_not_allowed',
      outcome: null,
      status: 403,
      durationMs: 3,
      ip: CANARIES.ip,
      userAgent: CANARIES.userAgent,
      ...changes,
    },
  },
})

/** The audit on a database, without anything around it, at a time and with plans of the test's own. */
export class AuditEngine {
  /** What `clock` answers. */
  now = new Date('2026-11-21T10:00:00.000Z')
  readonly plans = new Map<string, RetentionDays>()
  readonly warnings: unknown[] = []
  readonly inbox: AuditInbox
  readonly appender: AuditAppender
  readonly signer: AuditSigner
  readonly retention: AuditRetention
  readonly log: AuditLog
  readonly exports: AuditExports

  constructor(
    readonly database: DataSource,
    secrets: readonly Buffer[] = [randomBytes(32)],
  ) {
    const keys = new MasterKeys(secrets)
    const clock = () => this.now
    const reader = new PostgresAuditReader(database, keys)
    const append = (workspaceId: string) => this.appender.append(workspaceId)
    this.inbox = new AuditInbox(keys)
    const findRetention = async (workspaceId: string) => this.plans.get(workspaceId)
    this.appender = new AuditAppender({ database, keys, findRetention, clock })
    this.signer = new AuditSigner(database, keys)
    this.retention = new AuditRetention(database, keys, this.signer, (facts) => this.warnings.push(facts))
    const logger = createLogger({ name: 'test', level: 'silent' })
    this.log = new AuditLog({ reader, append, clock, logger })
    this.exports = new AuditExports({
      reader,
      chains: new PostgresChainStates(database),
      publicKey: () => this.signer.publicKey(),
      signHead: (claim) => this.signer.signHead(claim),
      append,
      clock,
    })
  }

  /** Happenings in one letter. */
  async put(workspaceId: string, ...happenings: Happening[]): Promise<void> {
    await this.database.transaction((tx) => this.inbox.put(workspaceId, happenings, tx))
  }

  /** So many calls, appended. */
  async record(workspaceId: string, count: number): Promise<void> {
    await this.put(workspaceId, ...Array.from({ length: count }, () => someCall({}, this.now)))
    await this.appender.append(workspaceId)
  }

  /** Lines of the exported chain. */
  async chain(workspaceId: string): Promise<string[]> {
    const { chunks } = await this.exports.open(workspaceId, 'chain', {})
    const text: string[] = []
    for await (const chunk of chunks) text.push(chunk)
    return text.join('').trimEnd().split('\n')
  }

  /** Lets that many days go by. */
  wait(days: number): void {
    this.now = new Date(this.now.getTime() + days * 86_400_000)
  }
}
