import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ERRORS } from '@1relay/contracts'
import { parse } from 'yaml'
import { DOC_PAGES } from './doc-pages.js'

const folder = join(__dirname, 'pages')
const contract = parse(readFileSync(join(__dirname, '../../../../contracts/openapi.yaml'), 'utf8')) as {
  paths: Record<string, unknown>
  components: { responses: Record<'Passthrough' | 'ProxyError', { headers: object }> }
}
const slugs = DOC_PAGES.map(({ slug }) => slug as string)
const text = (slug: string) => readFileSync(join(folder, `${slug}.md`), 'utf8')
const inTicks = (slug: string) => [...text(slug).matchAll(/`([^`\n]+)`/g)].map(([, code]) => code ?? '')

it('lists exactly the pages that there are, each under its own title', () => {
  expect(readdirSync(folder).sort()).toEqual(slugs.map((slug) => `${slug}.md`).sort())
  for (const { slug, title } of DOC_PAGES) expect(text(slug).split('\n')[0]).toBe(`# ${title}`)
})

describe.each(slugs)('%s', (slug) => {
  it('names only calls that the contract has', () => {
    // The path of a protected key begins with its id, and would match anything.
    const patterns = Object.keys(contract.paths)
      .filter((path) => !path.startsWith('/{'))
      .map((path) => new RegExp(`^${path.replace('{path}', '.+').replaceAll(/\{\w+\}/g, '[^/]+')}$`))
    const named = [...text(slug).matchAll(/(?<!path: '|\/relay\/[\w-]+)(?:\/api)?\/v1\/[\w/<>-]+/g)].map(([path]) =>
      path.replace(/\/$/, ''),
    )
    const bases = /^\/v1\/proxy\/passthrough\/[^/]+(?:\/.*)?$/
    expect(named.filter((path) => !bases.test(path) && !patterns.some((pattern) => pattern.test(path)))).toEqual([])
  })

  it('names only errors that exist', () => {
    const codes = [...text(slug).matchAll(/\b\d{3} `(\w+)`/g)].map(([, code]) => code ?? '')
    expect(codes.filter((code) => !(code in ERRORS))).toEqual([])
  })

  it('links only to pages that exist', () => {
    const links = [...text(slug).matchAll(/\]\((\/[^)#]*)/g)].map(([, path]) => path ?? '')
    const known = [
      '/',
      '/usage',
      '/bot-tokens',
      '/workspaces',
      '/developer',
      '/docs/api',
      '/openapi.json',
      '/skill.md',
      '/llms.txt',
      '/v1/providers',
    ]
    expect(links.filter((path) => !known.includes(path) && !slugs.includes(path.replace('/docs/', '')))).toEqual([])
  })
})

it('the table of the budgets page has a code of the catalogue in every cell that looks like one', () => {
  const codes = inTicks('budgets').filter((code) => /^[a-z]+(?:_[a-z]+)+$/.test(code) && !code.startsWith('max_'))
  expect(codes.filter((code) => !(code in ERRORS))).toEqual([])
})

it('the page of official clients explains exactly the headers that the contract adds to an answer', () => {
  const explained = [...text('official-clients').matchAll(/^\| `([a-z0-9-]+)` +\|/gm)].map(([, name]) => name)
  const { Passthrough, ProxyError } = contract.components.responses
  expect(explained.toSorted()).toEqual(Object.keys(Passthrough.headers).sort())
  expect(Object.keys(ProxyError.headers).sort()).toEqual(Object.keys(Passthrough.headers).sort())
})
