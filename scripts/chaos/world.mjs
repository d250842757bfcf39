// What chaos drives: an upstream that counts, a stand-in for the control plane, grants, and relays that can be killed.
import { redisKeys } from '@1relay/contracts'
import { formatToken, makeHalf, makeId, sealForToken, verifier } from '@1relay/vault'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { startChild, waitFor } from '../processes/child.mjs'
import { freePort } from '../processes/ports.mjs'

/** A server on a free loopback port; gives its origin. */
export const serve = async (listener, shutdown) => {
  const server = createServer(listener)
  await new Promise((done) => server.listen(0, '127.0.0.1', done))
  shutdown.add(() => server.closeAllConnections())
  shutdown.add(() => server.close())
  return `http://127.0.0.1:${server.address().port}`
}

const USAGE = { prompt_tokens: 100, completion_tokens: 10, total_tokens: 110 }
/** What one whole answer of the upstream costs at the price of gpt-4o: 100 tokens in, 10 out. */
export const ANSWER_MICROS = 350

const event = (choices, usage) => `data: ${JSON.stringify({ id: 'c', model: 'gpt-4o', choices, usage })}\n\n`

/** An OpenAI that serves whole answers and streams after a moment, and notes by user agent whom it served. */
export const upstream = (served) => (req, res) => {
  let body = ''
  req.on('data', (chunk) => (body += chunk))
  req.on('end', () => {
    served.push(req.headers['user-agent'])
    const isStream = JSON.parse(body).stream === true
    const end = () => {
      if (res.destroyed) return
      if (!isStream) return res.end(JSON.stringify({ id: 'c', model: 'gpt-4o', choices: [], usage: USAGE }))
      res.write(event([{ index: 0, delta: { content: 'ten tokens' }, finish_reason: 'stop' }], null))
      res.end(`${event([], USAGE)}data: [DONE]\n\n`)
    }
    res.writeHead(200, { 'content-type': isStream ? 'text/event-stream' : 'application/json' })
    setTimeout(end, 20 + Math.random() * 80)
  })
}

/** Issues a grant as the control plane does. */
export const issue = async (redis, budgets) => {
  const id = makeId()
  const [auth, seal] = [makeHalf(), makeHalf()]
  const credential = new TextEncoder().encode('sk-chaos-upstream')
  const sealed = await sealForToken({ seal, grantId: id, upstream: 'openai', credential })
  const grant = {
    status: 'live',
    id,
    version: 1,
    prefix: '1r_at',
    verifier: await verifier(auth),
    ledgerId: `chaos-${id}`,
    expiresAt: null,
    credentials: [{ custody: 'token', upstream: 'openai', ...sealed }],
    scope: {},
    limits: {},
    budgets,
  }
  await redis.set(redisKeys.grant(id), JSON.stringify(grant))
  await redis.hset(redisKeys.state(grant.ledgerId, id), 'v', '1')
  return { grant, token: formatToken({ prefix: '1r_at', id, auth, seal }) }
}

/** One relay process on a port of its own; `start` again after `child.kill('SIGKILL')`. */
export const relayAt = async (name, folder, env) => {
  const port = await freePort()
  const origin = `http://127.0.0.1:${port}`
  const relay = { name, origin, child: undefined }
  const isUp = () =>
    fetch(`${origin}/healthz`).then(
      (answer) => answer.body.cancel().then(() => true),
      () => false,
    )
  relay.start = async () => {
    relay.child = startChild(name, process.execPath, ['services/relay/dist/main.js'], {
      log: join(folder, `${name}.log`),
      env: { PATH: process.env.PATH, PORT: String(port), HOST: '127.0.0.1', DATA_DIR: join(folder, name), ...env },
    })
    await waitFor(relay.child, isUp, 30_000)
  }
  await relay.start()
  return relay
}
