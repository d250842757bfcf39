import { Column, Entity, PrimaryColumn } from 'typeorm'
import type { SignInMethod } from './account-store.port.js'

@Entity('sessions')
export class SessionRow {
  @PrimaryColumn('text')
  id!: string

  @Column('text', { name: 'account_id' })
  accountId!: string

  /** SHA-256 of the auth half, base64url. */
  @Column('text')
  verifier!: string

  @Column('text')
  method!: SignInMethod

  @Column('text', { nullable: true })
  ip!: string | null

  @Column('text', { name: 'user_agent', nullable: true })
  userAgent!: string | null

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt!: Date

  @Column('timestamptz', { name: 'last_seen_at' })
  lastSeenAt!: Date
}
