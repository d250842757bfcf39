import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as vault from '../src/index.js'
import { checks } from './check-vectors.js'
import { makeVectors, type Vectors } from './make-vectors.js'

const FOLDER = join(__dirname, '../../../contracts/vectors')
const recomputed = makeVectors()
const names = Object.keys(recomputed) as (keyof Vectors)[]
const published = Object.fromEntries(
  names.map((name) => [name, JSON.parse(readFileSync(join(FOLDER, `${name}.json`), 'utf8'))]),
) as Vectors

describe('the published vectors', () => {
  test.each(names)('%s: are what node:crypto makes of the protocol, byte for byte', (name) => {
    expect(published[name]).toEqual(JSON.parse(JSON.stringify(recomputed[name])))
  })
})

describe('the package, by the published vectors', () => {
  test.each(checks(vault, published))('$title', async ({ run }) => {
    await run()
  })
})
