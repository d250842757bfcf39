// Secrets of an installation on this machine, made at the first start: DATA_DIR/secrets.json, readable by its owner only.
import { randomBytes } from 'node:crypto'
import { chmodSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Problem } from '../processes/terminal.mjs'

const make = () => randomBytes(32).toString('hex')
const makeKey = () => randomBytes(32).toString('base64url')

const read = (path) => {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    if (error.code === 'ENOENT') return {}
    throw new Problem(
      `${path} cannot be read (${error.code ?? 'it is not JSON'}). It holds the database's password: restore it.`,
    )
  }
}

/** `{ values, save(changes) }`; `values` has postgresPassword, redisPassword, internalSecret, auditKey and, once there is one, demo. */
export const openSecrets = (dataDir) => {
  const path = join(dataDir, 'secrets.json')
  const made = { postgresPassword: make(), redisPassword: make(), internalSecret: make(), auditKey: makeKey() }
  const values = { ...made, ...read(path) }
  const save = (changes = {}) => {
    Object.assign(values, changes)
    writeFileSync(`${path}.new`, `${JSON.stringify(values, null, 2)}\n`, { mode: 0o600 })
    chmodSync(`${path}.new`, 0o600)
    renameSync(`${path}.new`, path)
  }
  save()
  return { values, save }
}
