/**
 * Tells servers of others what happened: messages signed as the Standard Webhooks specification says, kept in an outbox until their
 * receiver has taken them, tried again for three days. Decides nothing about what is worth telling (notices/, grants/).
 *
 * Invariant: a message that was taken is sent at least once, whatever is killed, and made once by its key; nothing is sent to an address
 * that was not judged public or allowed by the operator; no message has a secret, a key or a request's content in it.
 */
export type { WebhookNews } from './message.js'
export { tellWithin } from './message.postgres.js'
export type { WebhookOwner } from './webhook.js'
export { PostgresWebhookOutbox } from './webhook-outbox.postgres.js'
export { Webhooks } from './webhooks.service.js'
