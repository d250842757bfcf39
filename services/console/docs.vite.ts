// The documentation when the page is built: Markdown becomes HTML with coloured code, and two files for machines that read.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ERRORS } from '@1relay/contracts'
import hljs from 'highlight.js/lib/common'
import { Marked } from 'marked'
import { getHeadingList, gfmHeadingId } from 'marked-gfm-heading-id'
import { markedHighlight } from 'marked-highlight'
import type { Plugin } from 'vite'
import { DOC_PAGES } from './src/docs/doc-pages'

/** What coding agents read; in the repository's own folder, where their tools look for it. */
const SKILL = join(import.meta.dirname, '../../skills/1relay-browser-apps/SKILL.md')

const marked = new Marked(
  gfmHeadingId(),
  markedHighlight({
    langPrefix: 'language-',
    highlight: (code, language) =>
      hljs.getLanguage(language)
        ? hljs.highlight(code, { language }).value
        : hljs.highlight(code, { language: 'plaintext' }).value,
  }),
)

const errorTable = (): string =>
  [
    '| code | status | what it says |',
    '| --- | --- | --- |',
    ...Object.entries(ERRORS).map(([code, { status, message }]) => `| \`${code}\` | ${status} | ${message} |`),
  ].join('\n')

/** `{{errors}}` stands for the error catalogue, so that the page cannot name a code that does not exist. */
const filled = (markdown: string): string => markdown.replace('{{errors}}', errorTable)

/** What may be wider than a phone can be scrolled with the keyboard too. */
const scrollable = (html: string): string =>
  html.replaceAll('<pre>', '<pre tabindex="0">').replaceAll('<table>', '<table tabindex="0">')

const toModule = (markdown: string): string => {
  const html = scrollable(marked.parse(filled(markdown)) as string)
  const headings = getHeadingList()
    .filter(({ level }) => level === 2)
    .map(({ id, text }) => ({ id, text: text.replace(/<[^>]+>/g, '') }))
  return `export const html = ${JSON.stringify(html)}\nexport const headings = ${JSON.stringify(headings)}\n`
}

const sourceOf = (slug: string): string =>
  filled(readFileSync(join(import.meta.dirname, 'src/docs/pages', `${slug}.md`), 'utf8'))

/** A page as Markdown: what opens `/docs/…` without a browser finds no page there. */
const sourceFile = (slug: string): string => `docs-${slug}.md`

/** Links of a page lead to the Markdown of other pages. */
const forMachines = (markdown: string): string =>
  DOC_PAGES.reduce((text, { slug }) => text.replaceAll(`](/docs/${slug})`, `](/${sourceFile(slug)})`), markdown)

const llms = (): string =>
  [
    '# 1Relay',
    '',
    '> Open-source software that lets people bring their own API keys to apps, agents and teammates without handing the keys over.',
    '',
    '## Docs',
    '',
    ...DOC_PAGES.map(({ slug, title, summary }) => `- [${title}](/${sourceFile(slug)}): ${summary}`),
    '',
    '## All of it',
    '',
    '- [Every page in one file](/llms-full.txt)',
    '- [The contract](/openapi.json): OpenAPI 3.1',
    '- [A skill for coding agents](/skill.md): apps without a server',
    '',
  ].join('\n')

/** Turns `*.md` into `{ html, headings }`, and writes `llms.txt`, what it links to and `skill.md` beside the page. */
export const docs = (): Plugin => ({
  name: 'docs',
  transform: (code, id) => (id.endsWith('.md') ? { code: toModule(code), map: null } : undefined),
  generateBundle() {
    this.emitFile({ type: 'asset', fileName: 'llms.txt', source: llms() })
    const pages = DOC_PAGES.map(({ slug }) => ({ fileName: sourceFile(slug), source: forMachines(sourceOf(slug)) }))
    for (const page of pages) this.emitFile({ type: 'asset', ...page })
    const whole = pages.map(({ source }) => source).join('\n\n---\n\n')
    this.emitFile({ type: 'asset', fileName: 'llms-full.txt', source: whole })
    this.emitFile({ type: 'asset', fileName: 'skill.md', source: readFileSync(SKILL, 'utf8') })
  },
})
