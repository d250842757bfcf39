import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AdmissionScripts } from './scripts.js'

/** Reads admit.lua, extend.lua, settle.lua and batch.lua from a folder; throws if one is missing. */
export const readScripts = (folder: string): AdmissionScripts => {
  const read = (name: string): string => readFileSync(join(folder, `${name}.lua`), 'utf8')
  return { admit: read('admit'), extend: read('extend'), settle: read('settle'), batch: read('batch') }
}
