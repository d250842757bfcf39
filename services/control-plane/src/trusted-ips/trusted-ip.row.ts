import { Column, Entity, PrimaryColumn } from 'typeorm'
import type { TrustedIp } from './trust.js'

@Entity('trusted_ips')
export class TrustedIpRow {
  @PrimaryColumn('text')
  id!: string

  @Column('text', { name: 'workspace_id' })
  workspaceId!: string

  @Column('text', { name: 'holder_email' })
  holderEmail!: string

  @Column('text')
  network!: string

  @Column('text')
  how!: TrustedIp['how']

  @Column('text', { name: 'key_id' })
  keyId!: string

  @Column('text')
  client!: string

  @Column('timestamptz', { name: 'trusted_at' })
  trustedAt!: Date

  @Column('timestamptz', { name: 'revoked_at', nullable: true })
  revokedAt!: Date | null
}
