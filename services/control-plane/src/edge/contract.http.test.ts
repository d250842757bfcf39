import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createLogger } from '@1relay/log'
import express from 'express'
import { type Answer, send } from '../testing/http-client.testing.js'
import type { ContractDocument } from './contract.js'
import { contractMiddleware } from './contract.middleware.js'
import { FaultsFilter } from './faults.filter.js'
import { jsonBody } from './json-body.middleware.js'

const schema = {
  type: 'object',
  additionalProperties: false,
  required: ['name'],
  properties: { name: { type: 'string', maxLength: 3 } },
}
const content = { 'application/json': { schema } }
const contract: ContractDocument = {
  openapi: '3.1.0',
  info: { title: 'Two routes', version: '1' },
  paths: {
    '/v1/echo': {
      post: { requestBody: { required: true, content }, responses: { 200: { description: 'The same.', content } } },
    },
    '/v1/proxy/x': { get: { responses: { 200: { description: 'Of the relay.' } } } },
  },
}

let servers: { checked: Server; unchecked: Server }
const silent = createLogger({ name: 'test', level: 'silent' })

const serve = (validatesAnswers: boolean): Promise<Server> =>
  new Promise((resolve) => {
    const faults = new FaultsFilter(silent)
    const app = express()
    app.use(...jsonBody, ...contractMiddleware(contract, validatesAnswers))
    app.post('/v1/echo', (request, response) => {
      const { name } = request.body as { name: string }
      response.json(name === 'bad' ? { name, more: 1 } : { name })
    })
    app.use(faults.middleware)
    const server = app.listen(0, '127.0.0.1', () => resolve(server))
  })

beforeAll(async () => {
  servers = { checked: await serve(true), unchecked: await serve(false) }
})
afterAll(() => Object.values(servers).forEach((server) => server.close()))

const echo = (server: Server, json: unknown, path = '/v1/echo'): Promise<Answer> =>
  send(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, 'POST', path, { json })

describe('contractMiddleware', () => {
  it('makes an answer that the contract does not allow a 500 under test, so that no test passes with it', async () => {
    expect((await echo(servers.checked, { name: 'bad' })).status).toBe(500)
    expect((await echo(servers.checked, { name: 'ok' })).json).toEqual({ name: 'ok' })
  })

  it('does not check answers otherwise', async () => {
    expect((await echo(servers.unchecked, { name: 'bad' })).status).toBe(200)
  })

  it.each([{}, { name: 1 }, { name: 'long' }, { name: 'ok', more: 1 }, []])('refuses %j in both', async (json) => {
    for (const server of Object.values(servers)) {
      const answer = await echo(server, json)
      expect([answer.status, answer.code]).toEqual([400, 'invalid_request'])
    }
  })

  it('knows nothing of what the relay serves', async () => {
    expect((await echo(servers.unchecked, {}, '/v1/proxy/x')).status).toBe(404)
  })
})
