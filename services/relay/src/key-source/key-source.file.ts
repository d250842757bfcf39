import { parseKeyList } from './key-list.js'
import { KeySourceProblem, type KeySource } from './key-source.port.js'
import { readSecretFile } from './secret-file.fs.js'

/** Keys of a file that only the relay's user (and maybe its group) can read: one in base64url a line, the current one first. */
export class FileKeys implements KeySource {
  constructor(private readonly path: string) {}

  async read(): Promise<readonly Buffer[]> {
    const file = await readSecretFile(this.path)
    const keys = parseKeyList(file)
    file.fill(0)
    if (keys === undefined)
      throw new KeySourceProblem(`${this.path} has a line that is no key of 32 bytes in base64url`)
    if (keys.length === 0) throw new KeySourceProblem(`${this.path} has no key`)
    return keys
  }
}
