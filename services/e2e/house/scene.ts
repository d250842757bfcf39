import { call, canary, expectData } from './api.js'
import { addKey, connect, makeBotToken, makePerson, type App, type Person } from './person.js'

/** Somebody who has used the product for a while: keys, apps, a bot token, and calls of every kind. */
export interface Scene {
  readonly person: Person
  readonly app: App
  readonly connectionId: string
  readonly accessToken: string
  readonly botToken: { readonly id: string; readonly token: string }
}

/** Calls a model of the sandbox. */
export const chat = (token: string, body: Record<string, unknown> = {}) =>
  call('/v1/proxy/chat/completions', {
    as: token,
    body: { model: 'openai/gpt-4o-mini', messages: [{ role: 'user', content: 'hello' }], max_tokens: 150, ...body },
  })

/** Registers an app with a name of its own. */
export const makeNamedApp = async (owner: Person, name: string, isTest = false): Promise<App> => {
  const { app, clientSecret } = await expectData<{ app: { clientId: string }; clientSecret: string }>('/v1/apps', {
    as: owner.session,
    body: { name, origins: ['https://app.example.com', 'http://localhost:3000'], isTest },
  })
  return { clientId: app.clientId, clientSecret }
}

/** Sets the scene: answered, refused and failed calls of two connections and a bot. */
export const setScene = async (): Promise<Scene> => {
  const person = await makePerson()
  const [openai, anthropic] = [canary('sk-proj-'), canary('sk-ant-')]
  await addKey(person, 'openai', openai)
  await addKey(person, 'anthropic', anthropic)
  const app = await makeNamedApp(person, 'Letter Writer')
  const used = await connect(person, app, {
    keys: { openai, anthropic },
    budgets: [
      { period: 'day', capMicros: 2_000_000 },
      { period: 'month', capMicros: 10_000_000 },
    ],
    limits: { requestsPerMinute: 60, concurrentRequests: 4 },
  })
  const spent = await connect(person, await makeNamedApp(person, 'Night Summary', true), {
    keys: { openai },
    budgets: [{ period: 'total', capMicros: 150 }],
    models: ['gpt-4o-mini'],
  })
  const botToken = await makeBotToken(person, { keys: { openai }, budgets: [{ period: 'week', capMicros: 500_000 }] })
  for (const model of ['openai/gpt-4o-mini', 'openai/gpt-4o', 'anthropic/claude-sonnet-4-5'])
    await chat(used.accessToken, { model })
  await chat(used.accessToken, { model: 'groq/llama-3.1-8b-instant' })
  for (const model of ['openai/gpt-4o', 'openai/gpt-4o-mini', 'openai/gpt-4o-mini', 'openai/gpt-4o-mini'])
    await chat(spent.accessToken, { model })
  await chat(botToken.token)
  const { connectionId, accessToken } = used
  return { person, app, connectionId, accessToken, botToken }
}
