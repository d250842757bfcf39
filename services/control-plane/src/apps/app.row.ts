import { Column, Entity, PrimaryColumn } from 'typeorm'

@Entity('apps')
export class AppRow {
  @PrimaryColumn('text')
  id!: string

  @Column('text', { name: 'owner_account_id' })
  ownerAccountId!: string

  @Column('text')
  name!: string

  @Column('text', { name: 'logo_url', nullable: true })
  logoUrl!: string | null

  @Column('text', { array: true })
  origins!: string[]

  @Column('boolean', { name: 'is_test' })
  isTest!: boolean

  @Column('text', { name: 'logo_name', nullable: true })
  logoName!: string | null

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date

  @Column('timestamptz', { name: 'deleted_at', nullable: true })
  deletedAt!: Date | null
}
