import { Column, Entity, PrimaryColumn } from 'typeorm'

@Entity('app_secrets')
export class AppSecretRow {
  @PrimaryColumn('text')
  id!: string

  @Column('text', { name: 'app_id' })
  appId!: string

  /** SHA-256 of the auth half, base64url. */
  @Column('text')
  verifier!: string

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date

  @Column('timestamptz', { name: 'expires_at', nullable: true })
  expiresAt!: Date | null
}
