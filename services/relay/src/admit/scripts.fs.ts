import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AdmissionScripts } from './scripts.js'

/** Reads the Lua sources from a folder; throws if one is missing. */
export const readScripts = (folder: string): AdmissionScripts => {
  const read = (name: string): string => readFileSync(join(folder, `${name}.lua`), 'utf8')
  return {
    buckets: read('buckets'),
    holds: read('holds'),
    admit: read('admit'),
    extend: read('extend'),
    settle: read('settle'),
    batch: read('batch'),
  }
}
