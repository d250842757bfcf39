// Usage: npm run gen [-- --check]
// Generates contracts/src/generated/api.ts from contracts/openapi.yaml. With --check it only fails when that file is stale.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import openapiTS, { COMMENT_HEADER, astToString } from 'openapi-typescript'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')
const source = resolve(root, 'contracts/openapi.yaml')
const target = resolve(root, 'contracts/src/generated/api.ts')

const read = () => {
  try {
    return readFileSync(target, 'utf8')
  } catch {
    return undefined
  }
}

const text = COMMENT_HEADER + astToString(await openapiTS(pathToFileURL(source)))
const isCurrent = read() === text

if (process.argv.includes('--check')) {
  if (!isCurrent) console.error('contracts/src/generated/api.ts is stale: run npm run gen and commit the result.')
  process.exit(isCurrent ? 0 : 1)
}
if (!isCurrent) {
  mkdirSync(dirname(target), { recursive: true })
  writeFileSync(target, text)
}
console.log(isCurrent ? 'contracts/src/generated/api.ts is up to date.' : 'contracts/src/generated/api.ts written.')
