import { readFileSync } from 'node:fs'
import { join } from 'node:path'

describe('the relay’s dependencies', () => {
  it('are these and no others, fewer than ten: each new one widens what an attacker can reach', () => {
    const { dependencies } = JSON.parse(readFileSync(join(__dirname, '../package.json'), 'utf8')) as {
      dependencies: Record<string, string>
    }
    const golden = readFileSync(join(__dirname, '../dependencies.golden.txt'), 'utf8').trim().split('\n')
    const thirdParty = Object.keys(dependencies).filter((name) => !name.startsWith('@1relay/'))
    expect(thirdParty.sort()).toEqual(golden)
    expect(thirdParty.length).toBeLessThan(10)
  })
})
