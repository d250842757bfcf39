import { Column, Entity, PrimaryColumn } from 'typeorm'
import type { ManagementToken } from './management-token.js'

@Entity('management_tokens')
export class ManagementTokenRow {
  @PrimaryColumn('text')
  id!: string

  @Column('text', { name: 'workspace_id' })
  workspaceId!: string

  @Column('text')
  name!: string

  @Column('text')
  role!: ManagementToken['role']

  /** SHA-256 of the auth half, base64url. */
  @Column('text')
  verifier!: string

  @Column('text', { array: true, nullable: true })
  cidrs!: string[] | null

  @Column('text', { array: true, nullable: true })
  methods!: string[] | null

  @Column('text', { array: true, nullable: true })
  paths!: string[] | null

  @Column('jsonb', { nullable: true })
  bounds!: ManagementToken['bounds']

  @Column('jsonb', { name: 'created_by' })
  createdBy!: ManagementToken['createdBy']

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date

  @Column('timestamptz', { name: 'expires_at', nullable: true })
  expiresAt!: Date | null

  @Column('timestamptz', { name: 'last_used_at', nullable: true })
  lastUsedAt!: Date | null

  /** When a denied use of it was last recorded. */
  @Column('timestamptz', { name: 'last_denied_at', nullable: true })
  lastDeniedAt!: Date | null

  @Column('timestamptz', { name: 'revoked_at', nullable: true })
  revokedAt!: Date | null
}
