import { Column, Entity, PrimaryColumn } from 'typeorm'

/** Binary fields are base64url, as they came. */
@Entity('vaults')
export class VaultRow {
  @PrimaryColumn('text', { name: 'account_id' })
  accountId!: string

  @Column('integer')
  version!: number

  @Column('text', { name: 'kdf_salt' })
  kdfSalt!: string

  @Column('integer', { name: 'kdf_memory_kib' })
  kdfMemoryKiB!: number

  @Column('integer', { name: 'kdf_iterations' })
  kdfIterations!: number

  @Column('text', { name: 'wrapped_key_iv' })
  wrappedKeyIv!: string

  @Column('text', { name: 'wrapped_key_ciphertext' })
  wrappedKeyCiphertext!: string

  @Column('text', { name: 'recovery_wrapped_key_iv' })
  recoveryWrappedKeyIv!: string

  @Column('text', { name: 'recovery_wrapped_key_ciphertext' })
  recoveryWrappedKeyCiphertext!: string

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date

  @Column('timestamptz', { name: 'updated_at' })
  updatedAt!: Date
}
