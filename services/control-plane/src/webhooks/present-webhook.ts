import type { Delivery, Webhook } from './webhook.js'

export const presentWebhook = ({ id, url, createdAt }: Webhook) => ({ id, url, createdAt: createdAt.toISOString() })

const stateOf = ({ deliveredAt, dueAt }: Delivery) => {
  if (deliveredAt !== null) return 'delivered'
  return dueAt === null ? 'given_up' : 'waiting'
}

export const presentDelivery = (delivery: Delivery) => {
  const { id, type, attempts, lastStatus, lastProblem, createdAt, deliveredAt, dueAt } = delivery
  return {
    id,
    type,
    state: stateOf(delivery),
    attempts,
    lastStatus,
    lastProblem,
    createdAt: createdAt.toISOString(),
    deliveredAt: deliveredAt?.toISOString() ?? null,
    nextAttemptAt: dueAt?.toISOString() ?? null,
  }
}
