import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { canary } from '../../house/api.js'
import { findSecrets } from '../../house/dump.js'
import { eventually, until } from '../../house/fleet/index.js'
import { house } from '../../house/house.js'
import { makeTeam, readAudit, type Team } from '../../house/team.js'

const MAIN = join(__dirname, '../../../../sdks/cli/dist/main.js')
const folder = mkdtempSync(join(tmpdir(), '1relay-cli-'))
const secret = canary('sk-proj-')
const said: string[] = []
let team: Team

interface Ended {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** Runs the built program as a shell would, with this on its stdin. */
const run = (args: string[], input = '', env: Record<string, string> = {}): Promise<Ended> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, [MAIN, ...args], {
      env: { PATH: process.env['PATH'], XDG_CONFIG_HOME: folder, ...env },
    })
    let [out, err] = ['', '']
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
    child.on('close', (code) => {
      said.push(out, err)
      resolve({ code: code ?? -1, out: out.trim(), err: err.trim() })
    })
    child.stdin.end(input)
  })

const ok = async (args: string[], input = ''): Promise<string> => {
  const { code, out, err } = await run(args, input)
  if (code !== 0) throw new Error(`1relay ${args.join(' ')} ended with ${code}: ${err}`)
  return out
}
const json = async <T>(...args: string[]): Promise<T> => JSON.parse(await ok([...args, '--json'])) as T

beforeAll(async () => {
  team = await makeTeam()
})
afterAll(() => rmSync(folder, { recursive: true }))

const models = (connection: string, token: string): Promise<Response> =>
  fetch(`${house().origin}/${connection}/v1/models`, { headers: { authorization: `Bearer ${token}` } })

// One walk in order: each step stands on the one before.
describe('1relay on the command line', () => {
  let connection = ''
  let key = { id: '', token: '' }

  it('says who has to sign in, and what a slip of the pen should have been', async () => {
    expect(await run(['keys'])).toMatchObject({ code: 3, err: expect.stringContaining('1relay login') })
    expect(await run(['isue'])).toMatchObject({ code: 2, err: expect.stringContaining('issue') })
    expect((await run(['issue', 'conn_x'])).code).toBe(2)
    expect(await run(['--help'])).toMatchObject({ code: 0, out: expect.stringContaining('Exit codes') })
  })

  it('keeps its token for its owner alone', async () => {
    const login = ['login', '--origin', house().origin, '--with-token']
    expect((await run([...login], 'no token')).code).toBe(2)
    await ok(login, team.admin.session)
    expect(statSync(join(folder, '1relay/config.json')).mode & 0o777).toBe(0o600)
    expect(await ok(['whoami'])).toContain(team.admin.email)
    expect(await ok(['workspaces'])).toContain('Example Robotics')
    await ok(['use', team.workspaceId])
  })

  it('protects a key that is piped in', async () => {
    expect(await ok(['vendors', 'git'])).toMatch(/^github\s+GitHub\s+bearer/m)
    const wrong = await run(
      ['protect', '--name', 'x', '--upstream', 'https://api.x.example', '--auth', 'basic'],
      secret,
    )
    expect(wrong).toMatchObject({ code: 2, err: expect.stringContaining('user:password') })
    await ok(
      ['protect', '--name', 'OpenAI production', '--vendor', 'openai', '--environment', 'production'],
      `${secret}\n`,
    )
    const [stored] = await json<{ id: string; upstream: string }[]>('protected')
    expect(stored?.upstream).toBe('openai')
    connection = stored?.id ?? ''
  })

  it('issues a key for certain calls, whose token is all that --quiet prints', async () => {
    const order = ['issue', connection, '--name', 'nightly', '--owner', 'agent', '--ttl', '1h', '--path', '/v1/models']
    expect((await run([...order, '--method', 'FETCH'])).code).toBe(1)
    const token = await ok([...order, '--method', 'get', '--quiet'])
    expect(token).toMatch(/^rk_agent_\w+$/)
    key = { id: token.split('_')[2] ?? '', token }
    expect((await models(connection, token)).status).toBe(200)
    const refused = await fetch(`${house().origin}/${connection}/v1/files`, {
      headers: { authorization: `Bearer ${token}` },
    })
    expect(refused.status).toBe(403)
    expect(await ok(['keys', '--status', 'active'])).toMatch(new RegExp(`${key.id}\\s+nightly\\s+agent\\s+active`))
  })

  it('replaces the real key, and the issued one continues', async () => {
    expect(await ok(['replace', connection], `${canary('sk-proj-')}\n`)).toContain('1 issued key')
    expect((await models(connection, key.token)).status).toBe(200)
  })

  it('shows who called what, and why not', async () => {
    await until('both calls are in the audit', async () => (await readAudit(team, '&kind=call')).length >= 3)
    const lines = await ok(['audit', '--kind', 'call'])
    expect(lines).toMatch(/nightly\s+GET \/v1\/models\s+allowed\s+200/)
    expect(lines).toMatch(/nightly\s+GET \/v1\/files\s+refused: path_not_allowed\s+403/)
    expect(await ok(['audit', '--kind', 'admin'])).toContain('protected_key.created')
  })

  it('verifies an exported chain against a head that was kept, and finds what was changed in it', async () => {
    const file = join(folder, 'audit.jsonl')
    const head = /1relay-audit-head:\S+/.exec(await ok(['audit', 'head']))?.[0] ?? ''
    await ok(['audit', 'export', '--format', 'chain', '--output', file])
    expect(await ok(['audit', 'verify', file, '--head', head])).toContain('The head that you kept is in it.')
    const text = readFileSync(file, 'utf8')
    writeFileSync(file, text.replace('path_not_allowed', 'rate_limited'))
    const changed = await run(['audit', 'verify', file, '--head', head])
    expect(changed).toMatchObject({ code: 5, err: expect.stringContaining('a record was changed') })
    writeFileSync(file, text.split('\n').toSpliced(2, 1).join('\n'))
    expect((await run(['audit', 'verify', file])).code).toBe(5)
    expect((await run(['audit', 'verify', join(folder, 'none')])).code).toBe(2)
  })

  it('revokes: by what a list shows, and by the token itself without an account', async () => {
    expect(await ok(['revoke', `rk_agent_${key.id}`])).toBe('status: revoked\nreal key: untouched')
    expect((await models(connection, key.token)).status).toBe(401)
    const more = await ok(['issue', connection, '--name', 'leaked', '--method', 'GET', '--path', '/**', '--quiet'])
    const stranger = { XDG_CONFIG_HOME: join(folder, 'stranger') }
    const ended = await run(['revoke', '-', '--origin', house().origin], more, stranger)
    expect(ended.code).toBe(0)
    await eventually('the key is dead', async () =>
      (await models(connection, more)).status === 401 ? true : undefined,
    )
  })

  it('tells things that are not there from things that are not allowed, and a server that is away', async () => {
    expect((await run(['revoke', '0123456789abcdef'])).code).toBe(4)
    expect((await run(['keys', '--workspace', '0123456789abcdef'])).code).toBe(4)
    const away = { ONERELAY_ORIGIN: 'http://127.0.0.1:9', ONERELAY_TOKEN: team.admin.session }
    expect((await run(['keys'], '', away)).code).toBe(6)
    const failed = await run(['revoke', '0123456789abcdef', '--json'])
    expect(JSON.parse(failed.out)).toMatchObject({ error: { kind: 'not_found', code: 'not_found' } })
  })

  it('forgets the token, and has never said the key', async () => {
    await ok(['logout'])
    expect((await run(['keys'])).code).toBe(3)
    expect(findSecrets(said.join('\n'), { secret, session: team.admin.session })).toEqual([])
  })
})
