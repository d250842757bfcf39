// Writes contracts/vectors/*.json from make-vectors.ts. Run it only for a new version of the protocol: published vectors never change.
import { build } from 'esbuild'
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const entry = fileURLToPath(new URL('make-vectors.ts', import.meta.url))
const { outputFiles } = await build({
  entryPoints: [entry],
  bundle: true,
  platform: 'node',
  format: 'esm',
  write: false,
})
const { makeVectors } = await import(
  `data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString('base64')}`
)
for (const [name, vectors] of Object.entries(makeVectors())) {
  const file = new URL(`../../../contracts/vectors/${name}.json`, import.meta.url)
  writeFileSync(file, `${JSON.stringify(vectors, null, 2)}\n`)
}
