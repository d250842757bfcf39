// Usage: node infra/docker/forget-dev.mjs services/relay
// Takes the development packages of one workspace out of its package.json and the lock file. `npm ci --omit=dev` alone
// keeps those that another workspace needs at run time: the relay's image would carry the sandbox's mock and its Jest.
import { readFileSync, writeFileSync } from 'node:fs'

const [workspace] = process.argv.slice(2)

const edit = (path, change) => {
  const json = JSON.parse(readFileSync(path, 'utf8'))
  change(json)
  writeFileSync(path, JSON.stringify(json, null, 2))
}

edit(`${workspace}/package.json`, (json) => delete json.devDependencies)
edit('package-lock.json', (json) => delete json.packages[workspace].devDependencies)
