import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { createLogger } from '@1relay/log'
import express, { type Response } from 'express'
import { UsageStreamController } from './usage-stream.controller.js'
import { UsageStreams } from './usage-streams.service.js'

const VIEWER = { kind: 'account', accountId: 'a'.repeat(16), sessionId: 's'.repeat(16) } as const

/** A controller, and how many accounts it watches. */
const setUp = () => {
  let watched = 0
  const watch = () => {
    watched += 1
    return () => void (watched -= 1)
  }
  const streams = new UsageStreams({
    watchAccount: watch,
    watchGrants: () => () => undefined,
    recentCalls: () => Promise.resolve([]),
    describeGrants: () => Promise.resolve([]),
    liveSessions: (ids) => Promise.resolve(new Set(ids)),
    logger: createLogger({ name: 'test', level: 'silent' }),
  })
  return { controller: new UsageStreamController(streams), watched: () => watched }
}

const makeResponse = (): Response =>
  Object.setPrototypeOf(new ServerResponse(new IncomingMessage(new Socket())), express.response) as Response

describe('a stream', () => {
  it('is not opened for somebody who left while we looked up who they are: nothing would ever close it', () => {
    const { controller, watched } = setUp()
    const response = makeResponse()
    response.destroy()
    controller.stream(VIEWER, response)
    expect(watched()).toBe(0)
  })

  it('closes with its connection', () => {
    const { controller, watched } = setUp()
    const response = makeResponse()
    controller.stream(VIEWER, response)
    expect(watched()).toBe(1)
    response.emit('close')
    expect(watched()).toBe(0)
  })
})
