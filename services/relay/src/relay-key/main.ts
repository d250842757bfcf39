/**
 * The command that makes the relay's keys: `relay-key make <file>`, `relay-key wrap <file> <kms> <kms key> [<key file>]`. Prints public
 * halves, and nothing else of a key.
 */
import { ConfigProblem, readConfig } from '@1relay/config'
import { keySettings, KeySourceProblem, KMS_KINDS, kmsOf, makeKey, wrapKeys } from '../key-source/index.js'

const USAGE = `Usage:
  relay-key make <file>
      A new key, first in <file> (made with mode 600). For RELAY_PRIVATE_KEYS_FILE.
  relay-key wrap <file> <${KMS_KINDS.join('|')}> <kms key> [<key file>]
      A new key that only the KMS can unwrap, first in <file>. For RELAY_WRAPPED_KEYS_FILE.
      With <key file>: its keys instead of a new one.
Keys that <file> has already stay, so that they open what was sealed to them.
`

const run = async ([command, path, ...rest]: readonly string[]): Promise<number> => {
  if (command === 'make' && path !== undefined && rest.length === 0) return say(path, [await makeKey(path)])
  const [named, kmsKey, from, ...more] = rest
  const kind = KMS_KINDS.find((one) => one === named)
  if (command !== 'wrap' || path === undefined || kind === undefined || kmsKey === undefined || more.length > 0) {
    process.stderr.write(USAGE)
    return 64 // EX_USAGE of sysexits.h
  }
  const kms = kmsOf(kind, readConfig(keySettings, process.env))
  return say(path, await wrapKeys(path, kms, { kind, kmsKey, from }))
}

const say = (path: string, keys: readonly { keyId: string; publicKey: string }[]): number => {
  for (const { keyId, publicKey } of keys) process.stdout.write(`${path}: key ${keyId}, public key ${publicKey}\n`)
  return 0
}

try {
  process.exitCode = await run(process.argv.slice(2))
} catch (error) {
  if (!(error instanceof Error)) throw error
  // A wrong setting or file, or a KMS that refuses: one sentence. Anything else is a bug, with its stack.
  const isExpected = error instanceof ConfigProblem || error instanceof KeySourceProblem || error.name === 'KmsTrouble'
  process.stderr.write(`${isExpected ? error.message : error.stack}\n`)
  process.exitCode = 1
}
