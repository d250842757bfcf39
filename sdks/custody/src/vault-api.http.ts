import type { paths } from '@1relay/contracts'
import type { Client } from 'openapi-fetch'
import { ask } from './ask.http.js'
import type { VaultApi } from './vault-api.port.js'

/** The vault routes over HTTP. `client` proves the person itself: by cookie, or by a header that it was made with. */
export const makeHttpVaultApi = (client: Client<paths>): VaultApi => ({
  getVault: () => ask(client.GET('/v1/vault'), (answer) => answer.data),
  createVault: (body) => ask(client.POST('/v1/vault', { body }), (answer) => answer.data),
  rewrapVault: (body) => ask(client.PUT('/v1/vault', { body }), (answer) => answer.data),
  listKeys: () => ask(client.GET('/v1/keys'), (answer) => answer.data.keys),
  addKey: (body) => ask(client.POST('/v1/keys', { body }), (answer) => answer.data.key),
  deleteKey: ({ provider, label }) =>
    ask(client.DELETE('/v1/keys/{provider}', { params: { path: { provider }, query: { label } } }), isDone),
  putPasskeyWrap: (credentialId, body) =>
    ask(client.PUT('/v1/vault/passkeys/{credentialId}', { params: { path: { credentialId } }, body }), isDone),
  deletePasskeyWrap: (credentialId) =>
    ask(client.DELETE('/v1/vault/passkeys/{credentialId}', { params: { path: { credentialId } } }), isDone),
  listHoldingGrants: ({ provider, label }, cursor) => {
    const query = { provider, label, pageSize: GRANTS_A_PAGE, ...(cursor === undefined ? {} : { cursor }) }
    return ask(client.GET('/v1/sealed-grants', { params: { query } }), (answer) => answer.data)
  },
  resealGrants: (body) => ask(client.PUT('/v1/sealed-grants', { body }), (answer) => answer.data.results),
  createBotToken: (body) => ask(client.POST('/v1/bot-tokens', { body }), (answer) => answer.data.tokenStem),
  createKeyCheck: (body) => ask(client.POST('/v1/key-checks', { body }), ({ data }) => data.keyCheck),
  endKeyCheck: async (keyCheckId) => {
    await ask(client.DELETE('/v1/key-checks/{keyCheckId}', { params: { path: { keyCheckId } } }), isDone)
  },
})

const GRANTS_A_PAGE = 100

const isDone = () => true as const
