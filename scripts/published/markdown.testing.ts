// What people read before they write code against us.
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './published.testing.js'

/** A page of Markdown, by its path in the repository. */
export interface Page {
  readonly path: string
  readonly text: string
}

export const PAGES: readonly Page[] = [
  'README.md',
  'sdks/*/README.md',
  'services/console/src/docs/pages/*.md',
  'skills/*/SKILL.md',
]
  .flatMap((pattern) => globSync(pattern, { cwd: root }))
  .sort()
  .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))

/** A block of code in a page. */
export interface Example {
  /** As `page:line` of its first line of code. */
  readonly place: string
  readonly language: string
  readonly code: string
  /** Why it is not compiled, if the line above it says so: `<!-- not compiled: reason -->`. */
  readonly whyNot?: string
}

const fence = /^(?:<!-- not compiled:(.*)-->\n\n?)?```(\w+)\n([\s\S]*?)\n```$/gm

export const examplesIn = ({ path, text }: Page): Example[] =>
  [...text.matchAll(fence)].map((match) => {
    const [whole, whyNot, language = '', code = ''] = match
    const line = text.slice(0, match.index + whole.length).split('\n').length - code.split('\n').length
    return { place: `${path}:${line}`, language, code, ...(whyNot !== undefined && { whyNot: whyNot.trim() }) }
  })
