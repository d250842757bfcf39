import type { Budget, GrantLimits, GrantScope, NetworkPolicy, SealedCredential } from '@1relay/contracts'
import { Column, Entity, PrimaryColumn } from 'typeorm'
import type { Grant } from './grant.js'

@Entity('grants')
export class GrantRow {
  @PrimaryColumn('text')
  id!: string

  @Column('text')
  kind!: Grant['kind']

  @Column('text')
  prefix!: Grant['prefix']

  @Column('text', { name: 'owner_id' })
  ownerId!: string

  @Column('text', { name: 'app_id', nullable: true })
  appId!: string | null

  @Column('text')
  name!: string

  @Column('text')
  state!: Grant['state']

  @Column('integer')
  version!: number

  /** The latest version that Redis is known to have. */
  @Column('integer', { name: 'projected_version' })
  projectedVersion!: number

  @Column('text', { nullable: true })
  verifier!: string | null

  @Column('jsonb')
  scope!: GrantScope

  @Column('jsonb')
  limits!: GrantLimits

  @Column('jsonb')
  budgets!: Budget[]

  @Column('jsonb', { nullable: true })
  network!: NetworkPolicy | null

  @Column('text', { array: true, nullable: true })
  origins!: string[] | null

  @Column('boolean', { name: 'records_query' })
  recordsQuery!: boolean

  @Column('text', { array: true })
  providers!: string[]

  /** Sealed: see protocol §3. */
  @Column('jsonb')
  credentials!: SealedCredential[]

  @Column('jsonb')
  labels!: Record<string, string>

  @Column('jsonb', { name: 'owner_envelope', nullable: true })
  ownerEnvelope!: Grant['ownerEnvelope']

  @Column('timestamptz', { name: 'expires_at', nullable: true })
  expiresAt!: Date | null

  @Column('text', { name: 'user_reference', nullable: true })
  userReference!: string | null

  @Column('text', { name: 'proof_hash', nullable: true })
  proofHash!: string | null

  @Column('timestamptz', { name: 'exchange_until', nullable: true })
  exchangeUntil!: Date | null

  @Column('timestamptz', { name: 'exchanged_at', nullable: true })
  exchangedAt!: Date | null

  @Column('text', { name: 'repeat_key', nullable: true })
  repeatKey!: string | null

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date

  @Column('timestamptz', { name: 'changed_at' })
  changedAt!: Date

  @Column('timestamptz', { name: 'revoked_at', nullable: true })
  revokedAt!: Date | null

  @Column('timestamptz', { name: 'last_used_at', nullable: true })
  lastUsedAt!: Date | null
}

type Columns = Omit<GrantRow, 'projectedVersion' | 'changedAt'>

export const toColumns = ({ exchange, ...grant }: Grant): Columns => ({
  ...grant,
  budgets: [...grant.budgets],
  origins: grant.origins && [...grant.origins],
  providers: [...grant.providers],
  credentials: [...grant.credentials],
  labels: { ...grant.labels },
  proofHash: exchange?.proofHash ?? null,
  exchangeUntil: exchange?.until ?? null,
  exchangedAt: exchange?.exchangedAt ?? null,
  repeatKey: exchange?.repeatKey ?? null,
})

export const toGrant = (row: GrantRow): Grant => {
  const { projectedVersion: _, changedAt: __, proofHash, exchangeUntil, exchangedAt, repeatKey, ...grant } = row
  const isLink = proofHash !== null && exchangeUntil !== null
  return { ...grant, exchange: isLink ? { proofHash, until: exchangeUntil, exchangedAt, repeatKey } : null }
}
