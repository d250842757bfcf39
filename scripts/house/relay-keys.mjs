// The relay's private keys of an installation on this machine, made at the first start: DATA_DIR/relay-keys, readable by its owner only.
// A new one in front of it: npm run relay-key -w @1relay/relay -- make <absolute path of the file>, then start again.
import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The path of the file, which is there afterwards. What was sealed to a key that is lost opens never again. */
export const ensureRelayKeys = (dataDir) => {
  const path = join(dataDir, 'relay-keys')
  try {
    writeFileSync(path, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' })
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
  }
  return path
}
