// The packages that others install, as they install them.
import { execFileSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const root = join(__dirname, '../..')

/** What a published package says of itself. */
export interface Manifest {
  readonly name: string
  readonly private?: boolean
  readonly license?: string
  readonly engines?: { readonly node?: string }
  readonly bin?: Readonly<Record<string, string>>
  readonly exports?: Readonly<Record<string, unknown>>
  readonly dependencies?: Readonly<Record<string, string>>
}

export const readManifest = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest

/** Name and folder of every package that is not private. */
export const PUBLISHED = readdirSync(join(root, 'sdks'))
  .map((entry) => join(root, 'sdks', entry))
  .filter((folder) => existsSync(join(folder, 'package.json')))
  .map((folder) => ({ folder, ...readManifest(folder) }))
  .filter((manifest) => manifest.private !== true)

/** A fresh folder in which somebody has installed some of the packages. */
export interface Consumer {
  readonly folder: string
  /** Where a package lies in it. */
  packageFolder(name: string): string
  run(command: string, args: readonly string[]): string
  /** Compiles one file with the options; gives what the compiler says, which is nothing when all is well. */
  compile(file: string, text: string, compilerOptions: object): string
  remove(): void
}

const run = (cwd: string, command: string, args: readonly string[]): string =>
  execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })

/** Packs a built package as npm would publish it, from a copy: tests pack at the same time. */
const pack = (stage: string, name: string): string => {
  const source = PUBLISHED.find((one) => one.name === name)?.folder
  if (source === undefined) throw new Error(`${name} is not published.`)
  if (!existsSync(join(source, 'dist'))) throw new Error(`${name} is not built: npm run build`)
  const folder = join(stage, name)
  // Not what `prepack` made here before: it has to make it again.
  const isOwn = (path: string) => !/\/(?:node_modules|LICENSE|THIRD-PARTY-NOTICES\.txt)$/.test(path)
  cpSync(source, folder, { recursive: true, filter: isOwn })
  const [packed] = JSON.parse(run(folder, 'npm', ['pack', '--json', '--loglevel=error'])) as { filename: string }[]
  return join(folder, packed?.filename ?? '')
}

/** Packs and installs packages, and those of ours that they depend on. */
export const install = (names: readonly string[]): Consumer => {
  const home = mkdtempSync(join(tmpdir(), 'published-'))
  const [folder, stage] = [join(home, 'consumer'), join(home, 'stage')]
  for (const made of [folder, stage]) mkdirSync(made)
  // What `prepack` looks for, two floors above a package.
  for (const entry of ['scripts', 'node_modules']) symlinkSync(join(root, entry), join(stage, entry))
  const ours = PUBLISHED.filter(({ name }) => names.includes(name)).flatMap(({ dependencies = {} }) =>
    Object.keys(dependencies).filter((name) => PUBLISHED.some((one) => one.name === name)),
  )
  const tarballs = [...new Set([...names, ...ours])].map((name) => pack(stage, name))
  writeFileSync(join(folder, 'package.json'), '{"private":true}')
  const quiet = ['--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error']
  run(folder, 'npm', ['install', ...quiet, ...tarballs])
  return {
    folder,
    packageFolder: (name) => join(folder, 'node_modules', name),
    run: (command, args) => run(folder, command, args),
    compile: (file, text, compilerOptions) => {
      writeFileSync(join(folder, file), text)
      writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: [file] }))
      return run(folder, join(root, 'node_modules/.bin/tsc'), ['-p', '.'])
    },
    remove: () => rmSync(home, { recursive: true, force: true }),
  }
}
