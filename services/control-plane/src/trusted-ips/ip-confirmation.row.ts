import { Column, Entity, PrimaryColumn } from 'typeorm'
import type { IpConfirmation } from './trust.js'

@Entity('ip_confirmations')
export class IpConfirmationRow {
  @PrimaryColumn('text')
  id!: string

  @Column('text', { name: 'workspace_id' })
  workspaceId!: string

  @Column('text', { name: 'holder_email' })
  holderEmail!: string

  @Column('text')
  network!: string

  @Column('text')
  ip!: string

  @Column('text')
  client!: string

  @Column('text', { name: 'key_id' })
  keyId!: string

  /** SHA-256 of the secret half of the link, base64url. */
  @Column('text')
  verifier!: string

  @Column('text')
  state!: IpConfirmation['state']

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt!: Date

  @Column('timestamptz', { name: 'mailed_at', nullable: true })
  mailedAt!: Date | null
}
