import { type Argon2idJob, runArgon2id } from '@1relay/vault'
import { makeVault, type Outcome } from './index.js'
import { MemoryVaultApi, MemoryWire } from './memory.js'

export const masterPassword = 'orbit-velvet-candle-moss'
export const secretKey = 'sk-canary-2f1c9d7e5b'
export const utf8 = (text: string) => new TextEncoder().encode(text)
export const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes)

export const get = <T>(outcome: Outcome<T>): T => {
  if (!outcome.ok) throw new Error(`refused: ${outcome.problem.code}`)
  return outcome.value
}

/** A person with an open vault, on a control plane in memory. */
export const setUp = async () => {
  const wire = new MemoryWire()
  const api = new MemoryVaultApi(wire)
  const jobs: Argon2idJob[] = []
  const ports = {
    api,
    argon2id: async (job: Argon2idJob) => {
      jobs.push(job)
      return runArgon2id(job)
    },
  }
  const owner = { accountId: 'AccountAccount01' }
  return { api, wire, jobs, ports, owner, vault: get(await makeVault(ports, { ...owner, masterPassword })) }
}

export type House = Awaited<ReturnType<typeof setUp>>
