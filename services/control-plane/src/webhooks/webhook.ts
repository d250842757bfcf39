/** Whose budgets a webhook hears of. */
export interface WebhookOwner {
  readonly kind: 'app' | 'workspace'
  readonly id: string
}

/** Where the id of an owner stands in the table. */
export const ownerColumns = { app: 'app_id', workspace: 'workspace_id' } as const

export interface Webhook {
  readonly id: string
  /** Null: it cannot be read any more, since the secret of the installation is another one. */
  readonly url: string | null
  readonly createdAt: Date
}

/** With what it takes to sign for it: `whsec_` and base64. */
export interface SigningWebhook extends Webhook {
  readonly url: string
  readonly secret: string
}

/** Why there was no answer. */
export type WebhookProblem = 'not_public' | 'unreachable' | 'timed_out' | 'unreadable_secret'

/** What a server made of a message. */
export type Receipt =
  { readonly status: number; readonly problem: null } | { readonly status: null; readonly problem: WebhookProblem }

/** A message, and what came of it. */
export interface Delivery {
  /** The `webhook-id` of every attempt. */
  readonly id: string
  readonly type: string
  readonly attempts: number
  readonly lastStatus: number | null
  readonly lastProblem: WebhookProblem | null
  readonly createdAt: Date
  readonly deliveredAt: Date | null
  /** Null: it is not tried any more. */
  readonly dueAt: Date | null
}

export const WEBHOOKS_MAX = 5
