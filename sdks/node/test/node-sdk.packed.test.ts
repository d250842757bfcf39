import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const sdks = join(__dirname, '../..')
const bin = join(sdks, '../node_modules/.bin')
const typeRoots = [join(sdks, '../node_modules/@types')]
const folder = mkdtempSync(join(tmpdir(), 'node-sdk-packed-'))
const run = (command: string, args: string[], cwd = folder): string =>
  execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })

/** Builds a package into a folder of its own, so that a build that runs at the same time is not disturbed, and packs it as npm would publish it. */
const pack = (name: string): string => {
  const stage = join(folder, name)
  mkdirSync(stage)
  run(join(bin, 'tsup'), ['--out-dir', join(stage, 'dist'), '--silent'], join(sdks, name))
  for (const file of ['package.json', 'README.md']) cpSync(join(sdks, name, file), join(stage, file))
  const [packed] = JSON.parse(run('npm', ['pack', '--json', '--loglevel=error'], stage)) as { filename: string }[]
  return join(stage, packed?.filename ?? '')
}

const consumer = `
import { BudgetExceededError, OneRelayClient, type ChatStream, type Connection } from '@1relay/node-sdk'
const client = new OneRelayClient({ clientId: '', clientSecret: '', baseUrl: '' })
export const run = async (accessToken: string): Promise<string | null> => {
  const stream: ChatStream = await client.chatCompletion({ accessToken, model: 'm', messages: [], stream: true })
  for await (const chunk of stream) console.log(chunk.choices[0]?.delta.content)
  const connection: Connection = await client.connections.get('x')
  const micros: number | undefined = connection.budgets[0]?.capMicros
  await client.createLinkSession({ connectionId: 'x', redirectUri: 'https://app.example.com/back', state: 's' })
  // @ts-expect-error a link session needs providers, or a connection
  await client.createLinkSession({})
  try {
    const answer = await client.chatCompletion({ accessToken, model: 'm', messages: [{ role: 'user', content: 'x' }] })
    return answer.choices[0]?.message.content ?? String(micros)
  } catch (error) {
    return error instanceof BudgetExceededError ? error.code : null
  }
}
`

beforeAll(() => {
  const tarballs = [pack('vault'), pack('node')]
  writeFileSync(join(folder, 'package.json'), '{"private":true}')
  run('npm', [
    'install',
    '--prefer-offline',
    '--no-audit',
    '--no-fund',
    '--ignore-scripts',
    '--loglevel=error',
    ...tarballs,
  ])
}, 60_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('the packed package', () => {
  const installed = join(folder, 'node_modules/@1relay/node-sdk')

  it('needs nothing of this repository that is not published', () => {
    const code = readFileSync(join(installed, 'dist/index.js'), 'utf8')
    const types = readFileSync(join(installed, 'dist/index.d.ts'), 'utf8')
    const imports = [...`${code}${types}`.matchAll(/^(?:import|export) .*from ['"]([^'"]+)['"]/gm)].map(
      ([, name]) => name,
    )
    expect(new Set(imports)).toEqual(new Set(['@1relay/vault', 'crypto']))
    const { dependencies } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as {
      dependencies: object
    }
    expect(Object.keys(dependencies)).toEqual(['@1relay/vault'])
  })

  it('ships its README and no sources', () => {
    expect(existsSync(join(installed, 'README.md'))).toBe(true)
    expect(existsSync(join(installed, 'src'))).toBe(false)
  })

  const refuses = "try { new OneRelayClient({ clientId: 'x' }) } catch (e) { console.log(e.name, isOneRelayError(e)) }"

  it('is imported as an ES module', () => {
    writeFileSync(
      join(folder, 'a.mjs'),
      `import { OneRelayClient, isOneRelayError } from '@1relay/node-sdk'\n${refuses}`,
    )
    expect(run(process.execPath, ['a.mjs']).trim()).toBe('InvalidRequestError true')
  })

  it('is required as CommonJS', () => {
    writeFileSync(
      join(folder, 'b.cjs'),
      `const { OneRelayClient, isOneRelayError } = require('@1relay/node-sdk')\n${refuses}`,
    )
    expect(run(process.execPath, ['b.cjs']).trim()).toBe('InvalidRequestError true')
  })

  it('recognises the errors of its other copy: one imported, one required', () => {
    const text = `import { createRequire } from 'node:module'
import { InvalidRequestError } from '@1relay/node-sdk'
const { OneRelayClient } = createRequire(import.meta.url)('@1relay/node-sdk')
try { new OneRelayClient({ clientId: 'x' }) } catch (e) { console.log(e instanceof InvalidRequestError) }`
    writeFileSync(join(folder, 'c.mjs'), text)
    expect(run(process.execPath, ['c.mjs']).trim()).toBe('true')
  })

  it.each(['consumer.mts', 'consumer.cts'])(
    'has types for %s that stand alone',
    (file) => {
      writeFileSync(join(folder, file), consumer)
      const compilerOptions = {
        module: 'nodenext',
        target: 'es2022',
        lib: ['es2022'],
        strict: true,
        noEmit: true,
        types: ['node'],
        typeRoots,
      }
      writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: [file] }))
      expect(run(join(bin, 'tsc'), ['-p', '.'])).toBe('')
    },
    30_000,
  )
})
