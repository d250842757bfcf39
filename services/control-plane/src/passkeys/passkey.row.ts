import { Column, Entity, PrimaryColumn } from 'typeorm'

const asNumber = { from: Number, to: (value: number) => value }

@Entity('passkeys')
export class PasskeyRow {
  @PrimaryColumn('text')
  id!: string

  @Column('text', { name: 'account_id' })
  accountId!: string

  /** COSE key, base64url. */
  @Column('text', { name: 'public_key' })
  publicKey!: string

  /** 32 bits without a sign, which `integer` does not hold. */
  @Column('bigint', { transformer: asNumber })
  counter!: number

  @Column('text', { array: true })
  transports!: string[]

  @Column('boolean', { name: 'is_backed_up' })
  isBackedUp!: boolean

  @Column('text')
  name!: string

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date

  @Column('timestamptz', { name: 'last_used_at', nullable: true })
  lastUsedAt!: Date | null
}
