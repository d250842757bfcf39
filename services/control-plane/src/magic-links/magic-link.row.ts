import { Column, Entity, PrimaryColumn } from 'typeorm'

@Entity('magic_links')
export class MagicLinkRow {
  @PrimaryColumn('text')
  id!: string

  @Column('text')
  email!: string

  /** SHA-256 of the secret half, base64url. */
  @Column('text')
  verifier!: string

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt!: Date
}
