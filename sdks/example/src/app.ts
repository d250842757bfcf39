import { InvalidRequestError, isOneRelayError, type OneRelayClient } from '@1relay/node-sdk'
import express, { type Express, type NextFunction, type Request, type Response } from 'express'
import { streamChat } from './chat.js'
import { securityHeaders } from './security-headers.js'
import { Sessions } from './sessions.memory.js'
import { refuse, type Trouble, troubleOf } from './trouble.js'

export interface AppParts {
  readonly client: OneRelayClient
  /** Where 1Relay is, for the browser. */
  readonly relayUrl: string
  /** Tells people that no real key is needed. */
  readonly isSandbox: boolean
  readonly publicDir: string
  readonly linkSdkDir: string
}

const PROVIDERS = ['openai', 'anthropic', 'google']

/** The whole app: five routes and some files. */
export const makeApp = ({ client, relayUrl, isSandbox, publicDir, linkSdkDir }: AppParts): Express => {
  const app = express()
  const sessions = new Sessions()
  app.disable('x-powered-by')
  app.use(securityHeaders(new URL(relayUrl).origin))
  app.get('/link-sdk.js', (_req, res) => res.sendFile('index.js', { root: linkSdkDir }))
  app.use(express.static(publicDir))
  app.use(express.json({ limit: '1mb' }))

  // 1. The page wants to open Link: it needs a link token, which only a server can ask for.
  app.post('/api/1relay/link-session', async (_req, res) => {
    const session = await client.createLinkSession({ requestedProviders: PROVIDERS, budgetSuggestionCents: 1000 })
    res.json({ linkToken: session.linkToken, apiBaseUrl: relayUrl })
  })

  // 2. The person approved: the page hands over the public token, we exchange it and keep the access token here.
  app.post('/api/1relay/exchange', async (req, res) => {
    const { publicToken } = (req.body ?? {}) as { publicToken?: unknown }
    sessions.start(req, res, await client.exchangePublicToken(String(publicToken)))
    res.json({ connected: true })
  })

  // 3. What is connected, and what it has used.
  app.get('/api/connection', async (req, res) => {
    const session = sessions.find(req)
    if (session === undefined) return void res.json({ connected: false, ...(isSandbox && { isSandbox }) })
    const [connection, usage] = await Promise.all([
      client.connections.get(session.connectionId),
      client.usage.requests({ connectionId: session.connectionId, pageSize: 10 }),
    ])
    const isLive = connection.status === 'active'
    if (!isLive) sessions.end(req, res)
    const { providers, budgets } = connection
    res.json({ connected: isLive, providers, budgets, requests: usage.requests, relayUrl })
  })

  // 4. The call itself, on the person's own key, streamed to the page.
  app.post('/api/chat', streamChat(client, sessions))

  // 5. Enough.
  app.post('/api/disconnect', async (req, res) => {
    const session = sessions.find(req)
    if (session !== undefined) await client.connections.revoke(session.connectionId)
    sessions.end(req, res)
    res.json({ connected: false })
  })

  app.use(answerTrouble)
  return app
}

const NOT_JSON: Trouble = { code: 'bad_request', sentence: 'This app takes small pieces of JSON only.', offer: 'none' }

const answerTrouble = (error: unknown, _req: Request, res: Response, next: NextFunction): void => {
  if (res.headersSent) return next(error)
  if (isHttpError(error)) return refuse(res, error.status, NOT_JSON)
  const noAnswer = error instanceof InvalidRequestError ? 400 : 502
  refuse(res, isOneRelayError(error) ? (error.status ?? noAnswer) : 500, troubleOf(error))
}

// What express.json refuses.
const isHttpError = (error: unknown): error is { status: number } =>
  typeof error === 'object' && error !== null && 'status' in error && 'expose' in error
