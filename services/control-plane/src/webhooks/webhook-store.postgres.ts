import { randomBytes } from 'node:crypto'
import type { DataSource, EntityManager } from 'typeorm'
import { deriveRowKey, lockFor, openRow, sealRow } from '../database/index.js'
import { ownerColumns, type SigningWebhook, type Webhook, type WebhookOwner } from './webhook.js'

interface Row {
  readonly id: string
  readonly sealed: string
  readonly created_at: Date
}

// Under a lock that a deletion waits for, or that waits for one.
const liveOwners = {
  app: 'SELECT 1 FROM apps WHERE id = $1 AND deleted_at IS NULL FOR SHARE',
  workspace: 'SELECT 1 FROM workspaces WHERE id = $1 AND deleted_at IS NULL FOR SHARE',
} as const

const unreadable = ({ id, created_at: createdAt }: Row): Webhook => ({ id, url: null, createdAt })

/** Webhooks in PostgreSQL. Address and secret are sealed: addresses of some services are secrets themselves. */
export class PostgresWebhookStore {
  readonly #key: Buffer

  constructor(
    private readonly database: DataSource,
    secret: string,
  ) {
    this.#key = deriveRowKey(secret, '1relay/webhooks/v1')
  }

  /** In the order in which they were made. */
  async list({ kind, id }: WebhookOwner): Promise<Webhook[]> {
    const sql = `SELECT id, sealed, created_at FROM webhooks WHERE ${ownerColumns[kind]} = $1 ORDER BY created_at, id`
    return (await this.database.query<Row[]>(sql, [id])).map((row) => this.read(row) ?? unreadable(row))
  }

  async add(tx: EntityManager, { kind, id }: WebhookOwner, webhook: SigningWebhook, max: number): Promise<Outcome> {
    await lockFor(tx, `webhooks:${id}`)
    if ((await tx.query<unknown[]>(liveOwners[kind], [id])).length === 0) return 'no_owner'
    const counting = `SELECT count(*)::int AS count FROM webhooks WHERE ${ownerColumns[kind]} = $1`
    const [counted] = await tx.query<{ count: number }[]>(counting, [id])
    if ((counted?.count ?? 0) >= max) return 'too_many'
    const text = JSON.stringify({ url: webhook.url, secret: webhook.secret })
    await tx.query(`INSERT INTO webhooks (id, ${ownerColumns[kind]}, sealed, created_at) VALUES ($1, $2, $3, $4)`, [
      webhook.id,
      id,
      sealRow(this.#key, { id: webhook.id, text, iv: randomBytes(12) }),
      webhook.createdAt,
    ])
    return 'added'
  }

  /** Gives what it was; undefined if it is not this owner's. What is on its way there goes with it. */
  async remove(tx: EntityManager, { kind, id }: WebhookOwner, webhookId: string): Promise<Webhook | undefined> {
    const sql = `DELETE FROM webhooks WHERE ${ownerColumns[kind]} = $1 AND id = $2 RETURNING id, sealed, created_at`
    const [[row]] = await tx.query<[Row[], number]>(sql, [id, webhookId])
    return row && (this.read(row) ?? unreadable(row))
  }

  /** Undefined if it was sealed under another secret of the installation. */
  read({ id, sealed, created_at: createdAt }: Row): SigningWebhook | undefined {
    const text = openRow(this.#key, { id, sealed })
    if (text === undefined) return undefined
    const { url, secret } = JSON.parse(text) as Pick<SigningWebhook, 'url' | 'secret'>
    return { id, url, secret, createdAt }
  }
}

type Outcome = 'added' | 'too_many' | 'no_owner'
