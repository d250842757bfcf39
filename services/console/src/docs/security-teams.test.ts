import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(__dirname, '../../../..')
const page = readFileSync(join(__dirname, 'pages/security-teams.md'), 'utf8')
const [, table = ''] = /## What is implemented\n([\s\S]*?)\n## /.exec(page) ?? []
const rows = table
  .split('\n')
  .filter((line) => line.startsWith('|'))
  .slice(2)
  .map((line) => {
    const [control = '', , shownBy = ''] = line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim())
    return { control, tests: [...shownBy.matchAll(/`([^`]+)`/g)].map(([, path]) => path ?? '') }
  })

it('the page lists what is implemented, each control once', () => {
  expect(rows.length).toBeGreaterThan(20)
  expect(new Set(rows.map(({ control }) => control)).size).toBe(rows.length)
})

it.each(rows)('$control is shown by tests that exist and test something', ({ tests }) => {
  expect(tests).not.toEqual([])
  for (const path of tests) {
    expect({ [path]: existsSync(join(root, path)) }).toEqual({ [path]: true })
    const text = readFileSync(join(root, path), 'utf8')
    expect(text).toMatch(/^\s*(it|test)\b/m)
    // A suite that is switched off shows nothing.
    expect(text).not.toMatch(/^\s*(describe|it|test)\.skip\b/m)
  }
})
