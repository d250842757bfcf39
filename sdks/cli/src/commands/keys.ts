import type { components } from '@1relay/contracts'
import type { Command } from 'commander'
import { dataOf, done, openApi } from '../api.fetch.js'
import { type CommonOptions, type Context, inWorkspace, show } from '../context.js'
import { readKeyName, readTtl, splitList } from '../parse/index.js'
import { ago, inWords, printFacts, printTable } from '../print/index.js'
import { CliProblem } from '../problem.js'
import { loadProfile, readOrigin } from '../profile/index.js'
import { collect, commonOptions, readPages } from './options.js'

type DisposableKey = components['schemas']['DisposableKey']
type Owner = 'application' | 'agent' | 'person' | 'vendor'

const OWNERS: readonly string[] = ['application', 'agent', 'person', 'vendor'] satisfies Owner[]

interface IssueOptions extends CommonOptions {
  readonly name: string
  readonly owner: string
  readonly holder?: string
  readonly environment?: string
  readonly method: string[]
  readonly path: string[]
  readonly denyQuery?: string[]
  readonly model?: string[]
  readonly ttl: string
  readonly rpm?: string
  readonly concurrent?: string
  readonly budget?: string
  readonly ip?: string[]
  readonly quiet?: boolean
}

/** `issue`, `keys`, `revoke`. */
export const addKeyCommands = (program: Command, context: Context): void => {
  commonOptions(program.command('issue <connection>'))
    .description('Issue a disposable key of a protected key. Its token is shown once.')
    .requiredOption('--name <name>', 'what you call it')
    .requiredOption('--method <methods>', 'GET,POST … that it may use; repeatable', collect)
    .requiredOption('--path <globs>', "such as '/v1/files/*'; repeatable", collect)
    .option('--owner <kind>', OWNERS.join(', '), 'application')
    .option('--holder <email>', 'who holds it; a person’s key needs one')
    .option('--environment <label>', 'such as staging')
    .option('--deny-query <names>', 'query parameters that are refused; repeatable', collect)
    .option('--model <globs>', 'models, where the upstream is an AI provider; repeatable', collect)
    .option('--ttl <lifetime>', '15m, 12h, 7d …; never, for applications', '7d')
    .option('--rpm <count>', 'requests a minute')
    .option('--concurrent <count>', 'requests at once')
    .option('--budget <dollars>', 'dollars a month, where the upstream is priced')
    .option('--ip <networks>', 'only from these addresses or networks; repeatable', collect)
    .option('--quiet', 'print the token and nothing else')
    .action((connectionId: string, options: IssueOptions) => issue(context, connectionId, options))
  commonOptions(program.command('keys'))
    .description('The disposable keys of the workspace.')
    .option('--connection <id>', 'of one protected key')
    .option('--status <status>', 'active, revoked or expired')
    .action((options: ListOptions) => list(context, options))
  commonOptions(program.command('revoke <key>'))
    .description('End a key at once: by its id, by rk_…_<id>, or by the whole token (- reads it from stdin).')
    .option('--origin <address>', 'where 1Relay is, when nobody is signed in')
    .action((key: string, options: CommonOptions & { origin?: string }) => revoke(context, key, options))
}

const issue = async (context: Context, connectionId: string, options: IssueOptions): Promise<void> => {
  const body = { connectionId, ...orderOf(options) }
  const { client, workspaceId } = await inWorkspace(context, options)
  const answer = await dataOf(
    client.POST('/v1/workspaces/{workspaceId}/keys', { params: { path: { workspaceId } }, body }),
  )
  if (options.quiet === true) return context.terminal.write(answer.token)
  show(context, options, answer, () => `${facts(answer.key)}\n\n${answer.token}\n\n${hint(answer)}`)
}

const orderOf = (options: IssueOptions) => {
  const { name, owner, holder, environment, budget } = options
  if (!isOwner(owner)) throw new CliProblem('usage', `--owner is one of ${OWNERS.join(', ')}.`)
  const ttlSeconds = readTtl(options.ttl)
  const [denied, models, cidrs] = [splitList(options.denyQuery), splitList(options.model), splitList(options.ip)]
  const requestsPerMinute = readCount('--rpm', options.rpm)
  const concurrentRequests = readCount('--concurrent', options.concurrent)
  return {
    name,
    owner,
    methods: (splitList(options.method) ?? []).map((method) => method.toUpperCase()) as DisposableKeyMethods,
    paths: splitList(options.path) ?? [],
    ...(ttlSeconds === null ? { expiresAt: null } : { ttlSeconds }),
    ...(holder === undefined ? {} : { holderEmail: holder }),
    ...(environment === undefined ? {} : { environment }),
    ...(denied === undefined ? {} : { deniedQueryParameters: denied }),
    ...(models === undefined ? {} : { models }),
    ...(cidrs === undefined ? {} : { network: { mode: 'allowlist' as const, cidrs } }),
    ...(budget === undefined ? {} : { budgets: [{ period: 'month' as const, capMicros: readDollars(budget) }] }),
    limits: {
      ...(requestsPerMinute === undefined ? {} : { requestsPerMinute }),
      ...(concurrentRequests === undefined ? {} : { concurrentRequests }),
    },
  }
}

// The server says which methods there are.
type DisposableKeyMethods = components['schemas']['Methods']

const isOwner = (text: string): text is Owner => OWNERS.includes(text)

const readCount = (option: string, text: string | undefined): number | undefined => {
  if (text === undefined) return undefined
  if (!/^[1-9][0-9]{0,8}$/.test(text)) throw new CliProblem('usage', `${option} is a count from 1 on.`)
  return Number(text)
}

const readDollars = (text: string): number => {
  if (!/^[0-9]{1,9}(\.[0-9]{1,6})?$/.test(text))
    throw new CliProblem('usage', '--budget is an amount in dollars, such as 25 or 0.50.')
  return Math.round(Number(text) * 1e6)
}

interface ListOptions extends CommonOptions {
  readonly connection?: string
  readonly status?: string
}

const STATUSES = ['active', 'revoked', 'expired'] as const

const list = async (context: Context, { connection, status, ...options }: ListOptions): Promise<void> => {
  const wanted = STATUSES.find((one) => one === status)
  if (status !== undefined && wanted === undefined) throw new CliProblem('usage', `--status is ${STATUSES.join(', ')}.`)
  const { client, workspaceId } = await inWorkspace(context, options)
  const filter = {
    ...(connection === undefined ? {} : { connectionId: connection }),
    ...(wanted === undefined ? {} : { status: wanted }),
  }
  const keys = await readPages(async (cursor) => {
    const params = { path: { workspaceId }, query: { pageSize: 100, ...filter, ...cursor } }
    const page = await dataOf(client.GET('/v1/workspaces/{workspaceId}/keys', { params }))
    return { items: page.keys, nextCursor: page.nextCursor }
  })
  const now = new Date()
  show(context, options, keys, () =>
    keys.length === 0
      ? 'No keys.'
      : printTable(
          ['ID', 'NAME', 'OWNER', 'STATUS', 'ENDS', 'CALLS', 'USED'],
          keys.map((key) => [
            key.id,
            key.name,
            key.owner,
            key.status,
            ago(key.expiresAt, now),
            String(key.requests),
            ago(key.lastUsedAt, now),
          ]),
        ),
  )
}

const revoke = async (context: Context, given: string, options: CommonOptions & { origin?: string }): Promise<void> => {
  const text = given === '-' ? new TextDecoder().decode(await context.terminal.readInput(4096)).trim() : given
  const key = readKeyName(text)
  if (key.kind === 'token') {
    // Whoever holds a leaked token may kill it: no sign-in is needed.
    const origin = options.origin === undefined ? originOf(context) : readOrigin(options.origin)
    await done(openApi(context.fetch, origin, undefined).POST('/v1/tokens/revoke', { body: { token: key.token } }))
  } else {
    const { client, workspaceId } = await inWorkspace(context, options)
    const path = { workspaceId, keyId: key.id }
    await done(client.DELETE('/v1/workspaces/{workspaceId}/keys/{keyId}', { params: { path } }))
  }
  show(context, options, { status: 'revoked', keyId: key.id }, () => 'status: revoked\nreal key: untouched')
}

const originOf = ({ settings }: Context): string =>
  settings.origin === undefined ? loadProfile(settings).origin : readOrigin(settings.origin)

const facts = (key: DisposableKey): string =>
  printFacts([
    ['ID', key.id],
    ['Name', key.name],
    ['Owner', key.holderEmail === null ? key.owner : `${key.owner}, ${key.holderEmail}`],
    ['May', `${key.methods.join(', ')} on ${key.paths.join(', ')}`],
    [
      'From',
      key.network.mode === 'any'
        ? 'anywhere'
        : key.network.mode === 'confirm'
          ? 'confirmed addresses'
          : key.network.cidrs.join(', '),
    ],
    ['Until', key.expiresAt ?? 'it is revoked'],
    ['Calls', inWords(key.requests, 'call')],
  ])

const hint = ({ baseUrl, token }: { baseUrl: string; token: string }): string =>
  `The token is shown only now.\n  curl ${baseUrl}/… -H 'Authorization: Bearer ${token.split('_').slice(0, 2).join('_')}_…'`
