import type { IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import { tokensOf } from './answers.js'

interface Embeddings {
  status: number
  body: object
}

const parse = (raw: string): { input?: unknown } => {
  try {
    return Object(JSON.parse(raw)) as { input?: unknown }
  } catch {
    return {}
  }
}

/** aimock's answer to a request for embeddings, with the usage that aimock reports as zero. */
export const embed = async (req: IncomingMessage, mockOrigin: string): Promise<Embeddings> => {
  const raw = await text(req)
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(`${mockOrigin}/v1/embeddings`, { method: 'POST', headers, body: raw })
  const body = (await answer.json()) as object
  if (!answer.ok) return { status: answer.status, body }
  const tokens = [parse(raw).input].flat().reduce<number>((sum, part) => sum + tokensOf(String(part)), 0)
  return { status: 200, body: { ...body, usage: { prompt_tokens: tokens, total_tokens: tokens } } }
}
