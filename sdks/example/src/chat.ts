import type { OneRelayClient } from '@1relay/node-sdk'
import type { RequestHandler } from 'express'
import { parseChatRequest } from './chat-request.js'
import type { Sessions } from './sessions.memory.js'
import { refuse, type Trouble, troubleOf } from './trouble.js'

const NOT_CONNECTED: Trouble = { code: 'not_connected', sentence: 'Connect your AI keys first.', offer: 'reconnect' }
const NOT_A_CHAT: Trouble = { code: 'bad_request', sentence: 'That cannot be sent as a chat.', offer: 'none' }

/** Streams one answer as lines of JSON: `{ text }` for each piece, `{ error }` if it broke off. */
export const streamChat =
  (client: OneRelayClient, sessions: Sessions): RequestHandler =>
  async (req, res) => {
    const session = sessions.find(req)
    const request = parseChatRequest(req.body)
    if (session === undefined) return refuse(res, 401, NOT_CONNECTED)
    if (request === undefined) return refuse(res, 400, NOT_A_CHAT)

    // Whoever closes the page stops paying at once.
    const leaving = new AbortController()
    res.on('close', () => leaving.abort())
    const { accessToken } = session
    const stream = await client.streamChatCompletion({ accessToken, ...request }, { signal: leaving.signal })
    res.type('application/x-ndjson')
    try {
      for await (const text of stream.text()) res.write(`${JSON.stringify({ text })}\n`)
    } catch (error) {
      // The answer has begun, so a status can no longer say it.
      if (!leaving.signal.aborted) res.write(`${JSON.stringify({ error: troubleOf(error) })}\n`)
    }
    res.end()
  }
