import { BadRequestException, NotFoundException } from '@nestjs/common'
import { fault } from '@1relay/faults'
import { createLogger } from '@1relay/log'
import type { Request, Response } from 'express'
import { FaultsFilter } from './faults.filter.js'

const canary = 'sk-canary-90ba77'

const answer = (error: unknown) => {
  const log: string[] = []
  const logger = createLogger({ name: 'test', level: 'debug', destination: { write: (line) => log.push(line) } })
  const seen: { status?: number; body?: unknown; headers: Record<string, unknown> } = { headers: {} }
  const response = {
    headersSent: false,
    getHeader: () => 'req_1',
    setHeader: (name: string, value: unknown) => (seen.headers[name] = value),
    status: (status: number) => ((seen.status = status), response),
    json: (body: unknown) => (seen.body = body),
  } as unknown as Response
  new FaultsFilter(logger).answer(error, { method: 'GET', path: '/v1/x' } as Request, response)
  return { ...seen, text: JSON.stringify(seen.body), log: log.join('\n') }
}

const withStatus = (status: number, more: object = {}) => Object.assign(new Error(canary), { status, ...more })

describe('FaultsFilter', () => {
  it.each([
    ['an error', new Error(canary)],
    ['a string', canary],
    ['undefined', undefined],
    ['an object with a wild status', { status: 599, message: canary }],
    ['an error of a driver', Object.assign(new Error(canary), { code: '23502', query: canary, parameters: [canary] })],
  ])('shows nothing of %s', (_, error) => {
    const { status, body, text } = answer(error)
    expect(status).toBe(500)
    expect(body).toMatchObject({ success: false, error: { code: 'internal', requestId: 'req_1' } })
    expect(text).not.toContain(canary)
  })

  it('logs what it does not know, with the request id', () => {
    const { log } = answer(new Error('the reason'))
    expect(log).toContain('the reason')
    expect(log).toContain('req_1')
  })

  it('logs no query, no values of a query to the database, no token', () => {
    const token = `1r_st_${'a'.repeat(16)}_${'b'.repeat(43)}_cccccc`
    const error = Object.assign(new Error(`with ${token}`), { parameters: [canary], query: canary })
    expect(answer(error).log).not.toContain(canary)
    expect(answer(error).log).not.toContain('b'.repeat(43))
  })

  it.each([
    [withStatus(400, { type: 'entity.parse.failed' }), 400, 'invalid_json'],
    [withStatus(413, { type: 'entity.too.large' }), 413, 'body_too_large'],
    [withStatus(415, { type: 'charset.unsupported' }), 415, 'unsupported_media_type'],
    [withStatus(404), 404, 'not_found'],
    [withStatus(405), 405, 'method_not_supported'],
    [withStatus(418), 400, 'invalid_request'],
    [new BadRequestException(canary), 400, 'invalid_request'],
    [new NotFoundException(canary), 404, 'not_found'],
    [new URIError(canary), 400, 'invalid_path'],
    [fault('email_taken', canary), 409, 'email_taken'],
  ])('gives each known error its code (%#)', (error, status, code) => {
    const seen = answer(error)
    expect([seen.status, seen.body]).toMatchObject([status, { error: { code } }])
    expect(seen.text).not.toContain(canary)
  })

  it('rounds Retry-After up, so that nobody comes back too early', () => {
    expect(answer(fault('rate_limited', 'x', { retryAfterMs: 1001 })).headers['Retry-After']).toBe(2)
  })
})
