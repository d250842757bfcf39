import { Column, Entity, PrimaryColumn } from 'typeorm'

@Entity('vault_passkeys')
export class PasskeyWrapRow {
  @PrimaryColumn('text', { name: 'credential_id' })
  credentialId!: string

  @Column('text', { name: 'account_id' })
  accountId!: string

  @Column('text', { name: 'prf_salt' })
  prfSalt!: string

  @Column('text')
  iv!: string

  @Column('text', { name: 'wrapped_key' })
  wrappedKey!: string

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date
}
