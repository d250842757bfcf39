import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { house } from '../house/house.js'

/** As a program asks: what only a browser gets is not there. */
const read = async (path: string) => {
  const answer = await fetch(house().origin + path, { headers: { accept: '*/*' } })
  return { status: answer.status, type: answer.headers.get('content-type') ?? '', text: await answer.text() }
}
const linksIn = (markdown: string): string[] => [...markdown.matchAll(/\]\((\/[^)#]*)/g)].map(([, path]) => path ?? '')

it('llms.txt names every page, the contract and the skill, and each of them is there', async () => {
  const { status, type, text } = await read('/llms.txt')
  expect([status, type]).toEqual([200, expect.stringMatching(/^text\/plain/)])
  const links = linksIn(text)
  expect(links).toEqual(
    expect.arrayContaining(['/docs-quick-start.md', '/llms-full.txt', '/openapi.json', '/skill.md']),
  )
  for (const path of links) {
    const linked = await read(path)
    expect({ path, status: linked.status }).toEqual({ path, status: 200 })
    expect(linked.text).toMatch(path.endsWith('.json') ? /"openapi":"3/ : /^# /m)
  }
})

it('the pages lead from one to the other, and all of them are in one file', async () => {
  const whole = (await read('/llms-full.txt')).text
  const pages = linksIn((await read('/llms.txt')).text).filter((path) => path.startsWith('/docs-'))
  expect(pages.length).toBeGreaterThan(10)
  for (const path of pages) {
    const { text } = await read(path)
    expect(whole).toContain(text)
    // The catalogue of errors stands where the page's source has a mark.
    expect(text).not.toContain('{{')
    for (const link of linksIn(text).filter((one) => one.startsWith('/docs')))
      expect({ [`${path} → ${link}`]: (await read(link)).status }).toEqual({ [`${path} → ${link}`]: 200 })
  }
})

it('the skill is the one of the repository, and what it installs is published', async () => {
  const root = join(__dirname, '../../..')
  const { status, type, text } = await read('/skill.md')
  expect([status, type]).toEqual([200, expect.stringMatching(/^text\/markdown/)])
  expect(text).toBe(readFileSync(join(root, 'skills/1relay-browser-apps/SKILL.md'), 'utf8'))
  for (const [, name = ''] of text.matchAll(/npm install @1relay\/([\w-]+)/g))
    expect(existsSync(join(root, 'sdks', name, 'package.json'))).toBe(true)
})
