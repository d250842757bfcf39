import { Column, Entity, PrimaryColumn } from 'typeorm'

@Entity('accounts')
export class AccountRow {
  @PrimaryColumn('text')
  id!: string

  @Column('text')
  email!: string

  /** Argon2id in PHC form: the parameters travel with the hash. */
  @Column('text', { name: 'password_hash', nullable: true })
  passwordHash!: string | null

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date

  @Column('timestamptz', { name: 'email_proved_at', nullable: true })
  emailProvedAt!: Date | null
}
