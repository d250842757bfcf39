import type { LiveGrant, PinOrder } from '@1relay/contracts'
import { openWithToken, parseToken, sealForToken } from '@1relay/vault'
import { exchange, Harness, INTERNAL_SECRET, serve, type Exchange, type Granted } from '../harness.js'
import { Rig, SECRET } from '../rig.js'

export const PAGE = 'https://app.example.com'
export const PAGES = { ALLOWED_ORIGINS: `${PAGE}, https://*.pages.example` }
/** An upstream of one's own that the operator leads to the test's. */
export const CUSTOM = 'https://llm.example.com'

/** Starts a relay that serves pages, before an upstream that keeps what it got. */
export const startPageRig = async (env: Readonly<Record<string, string>> = {}): Promise<Rig> => {
  const rig = new Rig()
  rig.reset()
  rig.upstream = await serve((req, res) => rig.answer(req, res))
  const origins = Object.fromEntries(
    ['openai', 'google', 'anthropic', CUSTOM].map((name) => [name, rig.upstream.origin]),
  )
  rig.harness = await Harness.start({ ...PAGES, PROVIDER_ORIGINS: JSON.stringify(origins), ...env })
  rig.granted = await rig.harness.grant({
    secrets: { openai: SECRET, google: 'AIza-upstream', anthropic: 'sk-ant-upstream' },
  })
  return rig
}

/** A call as a page of `PAGE` makes it. */
export const pageCall = (
  rig: Rig,
  path: string,
  {
    token = rig.granted.token,
    method = 'POST',
    body = '{}',
    headers = {},
  }: {
    readonly token?: string
    readonly method?: string
    readonly body?: string
    readonly headers?: Readonly<Record<string, string>>
  } = {},
): Promise<Exchange> =>
  exchange(rig.origin, {
    path,
    method,
    headers: {
      origin: PAGE,
      'x-relay-token': token,
      ...(method === 'POST' && {
        'content-type': 'application/json',
        'content-length': String(Buffer.byteLength(body)),
      }),
      ...headers,
    },
    ...(method === 'POST' && { body }),
  })

/** The value of a header of an answer; all of them joined if it is there more than once. */
export const headerOf = ({ rawHeaders }: Exchange, name: string): string | undefined => {
  const values = rawHeaders.flatMap((value, at) =>
    at % 2 === 1 && rawHeaders[at - 1]?.toLowerCase() === name ? [value] : [],
  )
  return values.length === 0 ? undefined : values.join(' + ')
}

/** Makes the harness pin keys as the control plane does; gives the orders that it gets. */
export const pinAsControlPlane = ({ harness }: Rig, granted: () => Granted): PinOrder[] => {
  const orders: PinOrder[] = []
  harness.controlPlane = (req, res) => {
    const chunks: Buffer[] = []
    req.on('data', (chunk: Buffer) => chunks.push(chunk))
    req.on('end', () => {
      if (req.url !== '/internal/relay-users/pin' || req.headers.authorization !== `Bearer ${INTERNAL_SECRET}`)
        return void res.writeHead(404).end()
      const order = JSON.parse(Buffer.concat(chunks).toString()) as PinOrder
      orders.push(order)
      void repin(granted().grant, order).then(async (grant) => {
        if (grant !== undefined) await harness.project(grant)
        res.writeHead(grant === undefined ? 404 : 200).end('{"success":true}')
      })
    })
  }
  return orders
}

const repin = async (grant: LiveGrant, { token, origin }: PinOrder): Promise<LiveGrant | undefined> => {
  const parsed = parseToken(token)
  const sealed = grant.credentials.find(({ upstream }) => upstream === 'openai-compatible')
  if (!parsed.ok || sealed?.custody !== 'token') return undefined
  const { id: grantId, seal = '' } = parsed.token
  const credential = await openWithToken({ seal, grantId, upstream: 'openai-compatible', sealed })
  const pinned = await sealForToken({ seal, grantId, upstream: origin, credential })
  return { ...grant, version: grant.version + 1, credentials: [{ custody: 'token', upstream: origin, ...pinned }] }
}
