import { request } from 'node:http'
import { house } from './house.js'
import type { IssuedKey } from './team.js'

export interface Reply {
  readonly status: number
  readonly text: string
}

/** A call with a disposable key from a certain address of this machine, which says of itself that it comes from another one. */
export const callFrom = (
  localAddress: string,
  { connectionId, token }: Pick<IssuedKey, 'connectionId' | 'token'>,
  path = '/v1/models',
): Promise<Reply> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(house().origin)
    const host = hostname === 'localhost' ? '127.0.0.1' : hostname
    const headers = { authorization: `Bearer ${token}`, 'x-forwarded-for': '127.0.0.1', 'user-agent': 'cursor/0.42' }
    request({ host, port, path: `/${connectionId}${path}`, localAddress, headers }, (response) => {
      let text = ''
      response.on('data', (chunk: Buffer) => (text += chunk.toString()))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
    })
      .on('error', reject)
      .end()
  })
