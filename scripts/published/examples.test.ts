import { join } from 'node:path'
import ts from 'typescript'
import { type Example, examplesIn, PAGES } from './markdown.testing.js'

const EXTENSIONS: Readonly<Record<string, string>> = { ts: 'ts', tsx: 'tsx', js: 'js', jsx: 'jsx', typescript: 'ts' }
const examples = PAGES.flatMap(examplesIn).filter(({ language }) => language in EXTENSIONS)
const compiled = examples.filter(({ whyNot }) => whyNot === undefined)

const folder = join(__dirname, 'examples')
// As strict as a careful user is: the packages come as they are built, the official clients as they are installed.
const { config } = ts.readConfigFile(join(folder, 'tsconfig.json'), (path) => ts.sys.readFile(path)) as {
  config: object
}
const { options: strict, fileNames: given } = ts.parseJsonConfigFileContent(config, ts.sys, folder)
// Whoever writes JavaScript annotates nothing.
const loose: ts.CompilerOptions = { ...strict, strict: false, exactOptionalPropertyTypes: false }

const fileOf = ({ place, language }: Example): string =>
  join(folder, `${place.replaceAll(/[/:]/g, '-')}.${EXTENSIONS[language]}`)

/** What the compiler says of each example, by its place. Every one is a module of its own. */
const problemsOf = (some: readonly Example[], options: ts.CompilerOptions): Record<string, string[]> => {
  const texts = new Map(some.map((example) => [fileOf(example), `${example.code}\nexport {}\n`]))
  const host = ts.createCompilerHost(options)
  const { readFile, fileExists } = host
  host.readFile = (path) => texts.get(path) ?? readFile(path)
  host.fileExists = (path) => texts.has(path) || fileExists(path)
  const { getSourceFile } = host
  host.getSourceFile = (path, target, ...rest) => {
    const text = texts.get(path)
    return text === undefined ? getSourceFile(path, target, ...rest) : ts.createSourceFile(path, text, target)
  }
  host.getCurrentDirectory = () => folder
  const program = ts.createProgram([...texts.keys(), ...given], options, host)
  return Object.fromEntries(
    some.map((example) => {
      const file = program.getSourceFile(fileOf(example))
      const found = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]
      return [example.place, found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))]
    }),
  )
}

const isTyped = ({ language }: Example): boolean => language.startsWith('t')
let problems: Record<string, string[]>
beforeAll(() => {
  problems = {
    ...problemsOf(compiled.filter(isTyped), strict),
    ...problemsOf(
      compiled.filter((example) => !isTyped(example)),
      loose,
    ),
  }
}, 120_000)

it('an example that is not compiled says why', () => {
  for (const { place, whyNot } of examples) expect({ [place]: whyNot }).not.toEqual({ [place]: '' })
})

it('a wrong example is found', () => {
  const wrong = (code: string): Example => ({ place: 'wrong', language: 'ts', code })
  const [missing, garbled] = [
    wrong("import { OneRelayClient } from '@1relay/node-sdk'\nnew OneRelayClient({ clientId: process.env.X })"),
    wrong('for await (const one of two) …'),
  ].map((example) => problemsOf([example], strict)['wrong'])
  expect(missing?.join()).toContain('undefined')
  expect(garbled).not.toEqual([])
}, 60_000)

it.each(compiled.map(({ place }) => place))('%s compiles against the built packages', (place) => {
  expect(problems[place]).toEqual([])
})
