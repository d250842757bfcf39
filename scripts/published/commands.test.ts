import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import type { Context } from '../../sdks/cli/src/context.js'
import { EXIT_CODES } from '../../sdks/cli/src/problem.js'
import { makeProgram } from '../../sdks/cli/src/program.js'
import { type Page, PAGES } from './markdown.testing.js'
import { root } from './published.testing.js'

// Nothing is run, so there is nothing to stand on.
const program = makeProgram({} as Context)
const leavesOf = (command: Command): Command[] =>
  command.commands.length === 0 ? [command] : command.commands.flatMap(leavesOf)
const pathOf = (command: Command): string =>
  command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`
const usageOf = (command: Command): string =>
  [
    pathOf(command),
    ...command.registeredArguments.map((one) => (one.required ? `<${one.name()}>` : `[${one.name()}]`)),
  ].join(' ')
const optionsOf = (command: Command): string[] => command.options.flatMap(({ long }) => long ?? [])

/** What the page says in a table, cell by cell, without the marks of Markdown. */
const rowsIn = (text: string, heading: string): string[][] =>
  (text.split(`\n| ${heading}`)[1] ?? '')
    .split('\n\n', 1)[0]!
    .split('\n')
    .filter((row) => row.startsWith('| ') && !row.startsWith('| --'))
    .map((row) =>
      row
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim().replaceAll(/\\(?=<)/g, '')),
    )

const named = (path: string): Page => {
  const page = PAGES.find((one) => one.path === path)
  if (page === undefined) throw new Error(`There is no ${path}.`)
  return page
}
const CLI_PAGE = 'services/console/src/docs/pages/cli.md'

it('the page has every command, with its description and its options, as the program has them', () => {
  const everywhere = ['--json', '--workspace']
  const expected = leavesOf(program).map((command) => {
    const own = optionsOf(command).filter((option) => !everywhere.includes(option))
    return [`\`${usageOf(command)}\``, command.description(), own.map((option) => `\`${option}\``).join(' ')]
  })
  expect(rowsIn(named(CLI_PAGE).text, 'command')).toEqual(expected)
})

it.each([CLI_PAGE, 'sdks/cli/README.md'])('%s has every exit code', (path) => {
  const codes = rowsIn(named(path).text, 'exit code').map(([code]) => Number(code))
  expect(codes).toEqual([0, ...Object.values(EXIT_CODES)])
})

// Where a command is named to people: pages, and what the product itself tells them.
const sources = ['services/{console,control-plane}/src/**/*.{ts,tsx}', 'sdks/cli/src/**/*.ts']
  .flatMap((pattern) => globSync(pattern, { cwd: root }))
  .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))

/** What is wrong with a command line: a command that does not exist, or an option that it does not have. */
const wrongIn = (line: string): string[] => {
  const words = line.split(/\s+/).map((word) => word.replace(/[.,:;)'"\\]+$/, ''))
  let command = program
  for (const word of words) {
    const next = command.commands.find((one) => one.name() === word)
    if (next === undefined) break
    command = next
  }
  if (command === program) return [words[0] ?? '']
  const known = new Set(['--help', ...[command, ...command.commands].flatMap(optionsOf)])
  return words.flatMap((word) => /^--[a-z-]+/.exec(word) ?? []).filter((option) => !known.has(option))
}

const mentions = [...PAGES, ...sources].flatMap(({ path, text }) =>
  [...text.replaceAll('\\\n', ' ').matchAll(/(?<![\w@/.-])(?:1relay|relaykey) ([a-z][^`\n#|]*)/g)].map(
    ([line, rest]) => ({ path, line, rest: rest ?? '' }),
  ),
)

it('what is named to people is found', () => {
  expect(mentions.length).toBeGreaterThan(20)
  expect(wrongIn('list')).toEqual(['list'])
  expect(wrongIn('issue x --nam y')).toEqual(['--nam'])
})

it.each(mentions)('$path: "$line" can be typed', ({ rest }) => {
  expect(wrongIn(rest)).toEqual([])
})
