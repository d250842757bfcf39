// Usage: node ../../scripts/prepack.mjs, as `prepack` of a published package: npm runs it in the package's folder before it packs.
// Puts the licence beside the package, and the notices of everything of others that its build took in. Git ignores both files.
import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

const NOTICES = 'THIRD-PARTY-NOTICES.txt'
const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'))

/** The folders of the packages of others that the bundler says are in the build. */
const bundledFolders = () => {
  const metafiles = existsSync('dist') ? readdirSync('dist').filter((file) => /^metafile-\w+\.json$/.test(file)) : []
  if (metafiles.length === 0) throw new Error('There is no build to pack: run npm run build first.')
  const inputs = metafiles
    .flatMap((file) => Object.values(readJson(join('dist', file)).outputs))
    .flatMap((output) => Object.entries(output.inputs))
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
  const folders = inputs.flatMap(([path]) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? [])
  return [...new Set(folders)].map((folder) => resolve(folder))
}

/** A bundled package comes with those that it depends on: their types are taken in with its own. */
const withDependencies = (folder, found = new Set()) => {
  if (found.has(folder)) return found
  found.add(folder)
  for (const name of Object.keys(readJson(join(folder, 'package.json')).dependencies ?? {}))
    withDependencies(findPackage(name, folder), found)
  return found
}

const findPackage = (name, from) => {
  const folder = join(from, 'node_modules', name)
  if (existsSync(folder)) return folder
  if (from === dirname(from)) throw new Error(`${name} is bundled and not installed.`)
  return findPackage(name, dirname(from))
}

const noticeOf = (folder) => {
  const { name, version, license } = readJson(join(folder, 'package.json'))
  const file = readdirSync(folder).find((entry) => /^licen[cs]e(\.\w+)?$/i.test(entry))
  if (file === undefined) throw new Error(`${name} is bundled and has no licence file: nothing says on what terms.`)
  return `${name} ${version} (${license})\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`
}

const bundled = new Set(bundledFolders().flatMap((folder) => [...withDependencies(folder)]))
copyFileSync(join(import.meta.dirname, '..', 'LICENSE'), 'LICENSE')
if (bundled.size === 0) rmSync(NOTICES, { force: true })
else
  writeFileSync(
    NOTICES,
    [...bundled]
      .sort()
      .map(noticeOf)
      .join(`\n${'-'.repeat(80)}\n\n`),
  )
