import { constants, open } from 'node:fs/promises'
import { KeySourceProblem } from './key-source.port.js'

const MAX_BYTES = 64 * 1024
// Anything of others, and writing by the group. Reading by the group stays possible: that is how Kubernetes hands secrets to a user.
const TOO_OPEN = constants.S_IRWXO | constants.S_IWGRP

/** The bytes of a file that must be private, read once from the very file that was looked at; the caller wipes them. */
export const readSecretFile = (path: string): Promise<Buffer> => read(path, true)

/** The bytes of a file that holds nothing secret. */
export const readOpenFile = (path: string): Promise<Buffer> => read(path, false)

const read = async (path: string, isSecret: boolean): Promise<Buffer> => {
  const file = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    throw new KeySourceProblem(`${path} cannot be read (${error.code ?? 'unknown error'})`)
  })
  try {
    const { mode, size } = await file.stat()
    if ((mode & constants.S_IFMT) !== constants.S_IFREG) throw new KeySourceProblem(`${path} is not a file`)
    if (isSecret && (mode & TOO_OPEN) !== 0) {
      throw new KeySourceProblem(`${path} is open to others (mode ${(mode & 0o777).toString(8)}): chmod 600 it`)
    }
    if (size > MAX_BYTES) throw new KeySourceProblem(`${path} is too large`)
    return await file.readFile()
  } finally {
    await file.close()
  }
}
