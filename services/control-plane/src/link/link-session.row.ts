import { Column, Entity, PrimaryColumn } from 'typeorm'
import type { LinkEvent } from './link-session.js'

// PostgreSQL's bigint comes as text; a safe integer fits a number.
const asNumber = {
  to: (value: number | null) => value,
  from: (value: string | null) => (value === null ? null : Number(value)),
}

@Entity('link_sessions')
export class LinkSessionRow {
  @PrimaryColumn('text')
  id!: string

  @Column('text', { name: 'app_id' })
  appId!: string

  @Column('text')
  verifier!: string

  @Column('text', { name: 'grant_id' })
  grantId!: string

  @Column('text', { name: 'updates_grant_id', nullable: true })
  updatesGrantId!: string | null

  @Column('text', { name: 'requested_providers', array: true })
  requestedProviders!: string[]

  @Column('bigint', { name: 'budget_suggestion_cents', nullable: true, transformer: asNumber })
  budgetSuggestionCents!: number | null

  @Column('integer', { name: 'requests_per_minute_suggestion', nullable: true })
  requestsPerMinuteSuggestion!: number | null

  @Column('text', { array: true, nullable: true })
  models!: string[] | null

  @Column('text', { name: 'user_reference', nullable: true })
  userReference!: string | null

  @Column('text', { name: 'redirect_uri', nullable: true })
  redirectUri!: string | null

  @Column('text', { nullable: true })
  state!: string | null

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt!: Date

  @Column('timestamptz', { name: 'opened_at', nullable: true })
  openedAt!: Date | null

  @Column('timestamptz', { name: 'used_at', nullable: true })
  usedAt!: Date | null

  @Column('jsonb')
  events!: LinkEvent[]
}
