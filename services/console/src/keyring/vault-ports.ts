import { useMemo } from 'react'
import { inWorker, makeHttpVaultApi, type VaultPorts } from '@1relay/custody'
import Argon2idWorker from '@1relay/custody/argon2id.worker?worker'
import { useServices } from '../wiring/index.js'

/** What the functions of `@1relay/custody` work on here: the vault routes with this browser's session, Argon2id in a worker. */
export const useVaultPorts = (): VaultPorts => {
  const { client } = useServices()
  return useMemo(() => ({ api: makeHttpVaultApi(client), argon2id: inWorker(() => new Argon2idWorker()) }), [client])
}
