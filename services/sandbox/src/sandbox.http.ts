import { LLMock } from '@copilotkit/aimock'
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { answerTo } from './answers.js'
import { judgeCredential } from './credential.js'
import { commonPath, dialectOf, errorBody, type Dialect, type ProviderError } from './dialect.js'
import { embed } from './embeddings.http.js'
import { modelList } from './models.js'

export interface SandboxOptions {
  /** 0: any free port. */
  port: number
  host?: string
  /** How fast answers stream: like a model does, or as fast as they go (tests). Default `lifelike`. */
  pace?: 'lifelike' | 'instant'
}

export interface Sandbox {
  origin: string
  stop(): Promise<void>
}

const RETRY_AFTER_SECONDS = 2

const sendJson = (res: ServerResponse, status: number, body: object, headers: Record<string, string> = {}): void => {
  const text = JSON.stringify(body)
  res
    .writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text), ...headers })
    .end(text)
}

const refuse = (req: IncomingMessage, res: ServerResponse, dialect: Dialect, error: ProviderError): void => {
  req.resume()
  const isPassing = error.status === 429 || error.status === 503
  sendJson(
    res,
    error.status,
    errorBody(dialect, error),
    isPassing ? { 'retry-after': String(RETRY_AFTER_SECONDS) } : {},
  )
}

const fail = (res: ServerResponse): void => {
  if (res.headersSent) res.destroy()
  else sendJson(res, 502, { error: { message: 'The sandbox failed.' } })
}

const forward = (req: IncomingMessage, res: ServerResponse, origin: string, target: string): void => {
  const onward = request(`${origin}${target}`, {
    method: req.method,
    headers: { ...req.headers, host: new URL(origin).host },
  })
  onward.on('response', (answer) => {
    res.writeHead(answer.statusCode ?? 502, answer.headers)
    answer.on('error', () => res.destroy()).pipe(res)
  })
  onward.on('error', () => fail(res))
  res.on('close', () => onward.destroy())
  req.pipe(onward)
}

const makeMock = async (pace: 'lifelike' | 'instant'): Promise<LLMock> => {
  const mock = new LLMock({ port: 0, host: '127.0.0.1', logLevel: 'silent', journalMaxEntries: 10 })
  const streaming =
    pace === 'lifelike' ? { chunkSize: 12, streamingProfile: { ttft: 250, tps: 40 } } : { chunkSize: 12 }
  mock.onMessage(/[\s\S]*/, ({ messages }) => answerTo(messages), streaming)
  await mock.start()
  return mock
}

const handle = (mockOrigin: string) => (req: IncomingMessage, res: ServerResponse) => {
  const target = req.url ?? '/'
  const [path = '/'] = target.split('?')
  if (path === '/healthz') return sendJson(res, 200, { ok: true })
  const dialect = dialectOf(path)
  const verdict = judgeCredential(dialect, req.headers, target)
  if (!verdict.ok) return refuse(req, res, dialect, verdict.error)
  const models =
    req.method === 'GET' ? modelList(dialect === 'openai' ? commonPath(path) : path, req.headers) : undefined
  if (models) return sendJson(res, 200, models)
  if (commonPath(path) !== '/v1/embeddings') return forward(req, res, mockOrigin, commonPath(target))
  embed(req, mockOrigin).then(
    ({ status, body }) => sendJson(res, status, body),
    () => fail(res),
  )
}

const listen = (server: Server, port: number, host: string): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port))
  })

/** Starts the sandbox; rejects when the port is taken. */
export const startSandbox = async ({
  port,
  host = '127.0.0.1',
  pace = 'lifelike',
}: SandboxOptions): Promise<Sandbox> => {
  const mock = await makeMock(pace)
  const server = createServer(handle(mock.url))
  const bound = await listen(server, port, host)
  const stop = async (): Promise<void> => {
    server.close()
    server.closeAllConnections()
    await mock.stop()
  }
  return { origin: `http://${host}:${bound}`, stop }
}
