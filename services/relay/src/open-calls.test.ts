import type { IncomingMessage, ServerResponse } from 'node:http'
import { Call } from './call.js'
import { OpenCalls } from './open-calls.js'

const call = (grantId: string): Call => {
  const made = new Call({
    requestId: 'r',
    at: 0,
    req: { method: 'GET' } as IncomingMessage,
    res: {} as ServerResponse,
    route: { kind: 'chat', query: '' },
    ip: '127.0.0.1',
    expectsContinue: false,
    socket: undefined,
  } as unknown as ConstructorParameters<typeof Call>[0])
  made.known = { grantId } as NonNullable<Call['known']>
  return made
}

describe('OpenCalls', () => {
  it('cut a call that was admitted but is not forwarded yet: the news may come before the answer to the admission', () => {
    const [revoked, other] = [call('a'), call('b')]
    const open = new OpenCalls()
    open.add(revoked)
    open.add(other)
    open.cut('a')
    expect([revoked.wasCut, other.wasCut]).toEqual(['invalid_token', undefined])
  })
})
