// A person with a vault and bot tokens, made over the public API as their browser makes them.
import { randomBytes } from 'node:crypto'
import { completeToken, createVault, makeHalf, makeId, sealForToken, wrapSealHalf } from '@1relay/vault'

const utf8 = (text) => new TextEncoder().encode(text)

/** One JSON call to the control plane; gives the data, or throws with what it answered. */
export const api = async (origin, path, { as, body, method = body === undefined ? 'GET' : 'POST' } = {}) => {
  const answer = await fetch(origin + path, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(as ? { authorization: `Bearer ${as}` } : {}),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  })
  const text = await answer.text()
  if (answer.status >= 300) throw new Error(`${method} ${path} answered ${answer.status}: ${text}`)
  return JSON.parse(text).data
}

/** Registers somebody, makes their vault, and caps what all their grants may spend together. */
export const makePerson = async (origin, budgets = []) => {
  const secret = () => randomBytes(18).toString('hex')
  const { account, sessionToken } = await api(origin, '/v1/auth/register', {
    body: { email: `chaos-${secret()}@example.com`, password: secret(), session: 'token' },
  })
  const { vaultKey, record } = await createVault({ accountId: account.id, masterPassword: secret() })
  await api(origin, '/v1/vault', { as: sessionToken, body: record })
  if (budgets.length > 0)
    await api(origin, '/v1/account/budgets', { as: sessionToken, method: 'PUT', body: { budgets } })
  return { session: sessionToken, accountId: account.id, vaultKey, budgets }
}

/** Issues a bot token; its upstream key names it, so that the upstream can tell whose requests it serves. */
export const issueGrant = async (origin, person, { name, budgets, limits }) => {
  const { session, accountId, vaultKey } = person
  const [id, seal] = [makeId(), makeHalf()]
  const key = `sk-chaos-${id}`
  const sealed = await sealForToken({ seal, grantId: id, upstream: 'openai', credential: utf8(key) })
  const { tokenStem } = await api(origin, '/v1/bot-tokens', {
    as: session,
    body: {
      id,
      name,
      credentials: [{ provider: 'openai', ...sealed }],
      ownerEnvelope: await wrapSealHalf({ vaultKey, accountId, grantId: id, seal }),
      budgets,
      ...(limits ? { limits } : {}),
    },
  })
  return { id, name, key, budgets, limits, person, token: completeToken(tokenStem, seal) }
}

/** Revokes a bot token. */
export const revokeGrant = (origin, { id, person }) =>
  api(origin, `/v1/bot-tokens/${id}`, { as: person.session, method: 'DELETE' })
