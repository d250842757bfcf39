import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Consumer, install, root } from '../../../scripts/published/published.testing.js'

let app: Consumer
const usage = `
import type { IncomingMessage } from 'node:http'
import {
  BudgetExceededError, OneRelayClient, verifyWebhook, type ChatStream, type Connection, type WebhookEvent,
} from '@1relay/node-sdk'
const client = new OneRelayClient({ clientId: '', clientSecret: '', baseUrl: '' })
export const run = async (accessToken: string): Promise<string | null> => {
  const stream: ChatStream = await client.chatCompletion({ accessToken, model: 'm', messages: [], stream: true })
  for await (const chunk of stream) console.log(chunk.choices[0]?.delta.content)
  const connection: Connection = await client.connections.get('x')
  const micros: number | undefined = connection.budgets[0]?.capMicros
  await client.createLinkSession({ connectionId: 'x', redirectUri: 'https://app.example.com/back', state: 's' })
  // @ts-expect-error a link session needs providers, or a connection
  await client.createLinkSession({})
  try {
    const answer = await client.chatCompletion({ accessToken, model: 'm', messages: [{ role: 'user', content: 'x' }] })
    return answer.choices[0]?.message.content ?? String(micros)
  } catch (error) {
    return error instanceof BudgetExceededError ? error.code : null
  }
}
export const hear = (request: IncomingMessage, body: Buffer): string => {
  const event: WebhookEvent = verifyWebhook(body, request.headers, 'whsec_')
  return event.type === 'budget.reached' ? event.data.percent.toFixed() : event.type
}
`

beforeAll(() => (app = install(['@1relay/node-sdk'])), 60_000)
afterAll(() => app.remove())

describe('the packed package', () => {
  it('needs nothing of this repository that is not published', () => {
    const installed = app.packageFolder('@1relay/node-sdk')
    const code = readFileSync(join(installed, 'dist/index.js'), 'utf8')
    const types = readFileSync(join(installed, 'dist/index.d.ts'), 'utf8')
    const imports = [...`${code}${types}`.matchAll(/^(?:import|export) .*from ['"]([^'"]+)['"]/gm)].map(
      ([, name]) => name,
    )
    expect(new Set(imports)).toEqual(new Set(['@1relay/vault', 'crypto']))
    const { dependencies } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as {
      dependencies: object
    }
    expect(Object.keys(dependencies)).toEqual(['@1relay/vault'])
  })

  const refuses = "try { new OneRelayClient({ clientId: 'x' }) } catch (e) { console.log(e.name, isOneRelayError(e)) }"

  it('is imported as an ES module', () => {
    writeFileSync(
      join(app.folder, 'a.mjs'),
      `import { OneRelayClient, isOneRelayError } from '@1relay/node-sdk'\n${refuses}`,
    )
    expect(app.run(process.execPath, ['a.mjs']).trim()).toBe('InvalidRequestError true')
  })

  it('is required as CommonJS', () => {
    writeFileSync(
      join(app.folder, 'b.cjs'),
      `const { OneRelayClient, isOneRelayError } = require('@1relay/node-sdk')\n${refuses}`,
    )
    expect(app.run(process.execPath, ['b.cjs']).trim()).toBe('InvalidRequestError true')
  })

  it('recognises the errors of its other copy: one imported, one required', () => {
    const text = `import { createRequire } from 'node:module'
import { InvalidRequestError } from '@1relay/node-sdk'
const { OneRelayClient } = createRequire(import.meta.url)('@1relay/node-sdk')
try { new OneRelayClient({ clientId: 'x' }) } catch (e) { console.log(e instanceof InvalidRequestError) }`
    writeFileSync(join(app.folder, 'c.mjs'), text)
    expect(app.run(process.execPath, ['c.mjs']).trim()).toBe('true')
  })

  it.each(['consumer.mts', 'consumer.cts'])(
    'has types for %s that stand alone',
    (file) => {
      const typeRoots = [join(root, 'node_modules/@types')]
      const options = { module: 'nodenext', target: 'es2022', lib: ['es2022'], strict: true, noEmit: true }
      expect(app.compile(file, usage, { ...options, types: ['node'], typeRoots })).toBe('')
    },
    30_000,
  )
})
