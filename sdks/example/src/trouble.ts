import {
  AuthenticationError,
  BudgetExceededError,
  ConnectionError,
  isOneRelayError,
  PermissionError,
  RateLimitError,
  TimeoutError,
  UnavailableError,
  UpstreamError,
} from '@1relay/node-sdk'
import type { Response } from 'express'

/** What the page shows when something failed, and what it offers next to it. */
export interface Trouble {
  readonly code: string
  readonly sentence: string
  readonly offer: 'raise_budget' | 'reconnect' | 'retry' | 'none'
}

/** The failures of the SDK, in words for the person in front of the screen. */
export const troubleOf = (error: unknown): Trouble => {
  if (!isOneRelayError(error))
    return { code: 'internal', sentence: 'Something went wrong in this app.', offer: 'retry' }
  const { code } = error
  if (error instanceof BudgetExceededError) {
    return {
      code,
      sentence: 'Your budget for this app is used up. Raise the budget in 1Relay to go on.',
      offer: 'raise_budget',
    }
  }
  if (error instanceof AuthenticationError) {
    return { code, sentence: 'This connection has ended. Connect your keys again.', offer: 'reconnect' }
  }
  if (error instanceof RateLimitError) {
    const seconds = Math.ceil((error.retryAfterMs ?? 0) / 1000)
    const when = seconds > 0 ? `in ${seconds} s` : 'in a moment'
    return { code, sentence: `Too many requests. Try again ${when}.`, offer: 'retry' }
  }
  if (error instanceof PermissionError) {
    return { code, sentence: 'Your connection does not allow this provider or model.', offer: 'none' }
  }
  if (error instanceof UpstreamError) {
    return {
      code,
      sentence: 'The AI provider refused or broke off. Is the model right, and your key still valid?',
      offer: 'retry',
    }
  }
  if (error instanceof UnavailableError || error instanceof ConnectionError || error instanceof TimeoutError) {
    return { code, sentence: '1Relay cannot be reached right now. Try again.', offer: 'retry' }
  }
  return { code, sentence: error.message, offer: 'none' }
}

/** Answers a request with a trouble. */
export const refuse = (res: Response, status: number, error: Trouble): void => {
  res.status(status).json({ error })
}
