import { Column, Entity, PrimaryColumn } from 'typeorm'

@Entity('vault_keys')
export class VaultKeyRow {
  @PrimaryColumn('text', { name: 'account_id' })
  accountId!: string

  @PrimaryColumn('text')
  provider!: string

  @PrimaryColumn('text')
  label!: string

  @Column('text', { name: 'encrypted_key' })
  encryptedKey!: string

  @Column('text')
  salt!: string

  @Column('text')
  iv!: string

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date

  @Column('timestamptz', { name: 'updated_at' })
  updatedAt!: Date
}
