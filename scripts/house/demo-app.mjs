// Registers the example app through the public API of the running product, as any developer would do it.
import { randomBytes } from 'node:crypto'
import { Problem } from '../processes/terminal.mjs'

const NAME = 'Example app'

const call = async (origin, method, path, { token, body } = {}) => {
  const answer = await fetch(`${origin}${path}`, {
    method,
    headers: {
      ...(token && { authorization: `Bearer ${token}` }),
      ...(body && { 'content-type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(20_000),
  })
  const json = await answer.json().catch(() => undefined)
  return { status: answer.status, data: json?.data, code: json?.error?.code ?? String(answer.status) }
}

const expect = (answer, doing) => {
  if (answer.status < 300) return answer.data
  throw new Problem(`The example app could not be registered: ${doing} was answered with ${answer.code}.`)
}

const newAccount = () => ({
  email: `example-${randomBytes(5).toString('hex')}@1relay.invalid`,
  password: randomBytes(24).toString('base64url'),
})

// The account may be gone: another database than last time.
const signIn = async (origin, known) => {
  const { email, password } = known ?? {}
  if (email) {
    const answer = await call(origin, 'POST', '/v1/auth/login', { body: { email, password, session: 'token' } })
    if (answer.status < 300) return { account: { email, password }, token: answer.data.sessionToken }
  }
  const account = newAccount()
  const data = expect(
    await call(origin, 'POST', '/v1/auth/register', { body: { ...account, session: 'token' } }),
    'POST /v1/auth/register',
  )
  return { account, token: data.sessionToken }
}

const findApp = async (origin, token, clientId, appOrigin) => {
  const { apps } = expect(await call(origin, 'GET', '/v1/apps', { token }), 'GET /v1/apps')
  const app = apps.find((one) => one.clientId === clientId)
  if (app && !app.origins.includes(appOrigin)) {
    const body = { origins: [appOrigin] }
    expect(await call(origin, 'PATCH', `/v1/apps/${clientId}`, { token, body }), 'PATCH /v1/apps')
  }
  return app
}

/** The demo account and its app, made when they are not there: `{ email, password, clientId, clientSecret }`. */
export const ensureDemoApp = async (origin, appOrigin, known) => {
  const { account, token } = await signIn(origin, known)
  if (known?.clientSecret && (await findApp(origin, token, known.clientId, appOrigin))) return { ...known, ...account }
  const body = { name: NAME, origins: [appOrigin] }
  const { app, clientSecret } = expect(await call(origin, 'POST', '/v1/apps', { token, body }), 'POST /v1/apps')
  return { ...account, clientId: app.clientId, clientSecret }
}
