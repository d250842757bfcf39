import type { components } from '@1relay/contracts'
import type { Command } from 'commander'
import { dataOf, done } from '../api.fetch.js'
import { type CommonOptions, type Context, inWorkspace, show, signedIn } from '../context.js'
import { commonOptions, readPages } from './options.js'
import { readCredential, sealFor } from './credential.js'
import { chooseUpstream, type UpstreamOptions } from './upstream.js'
import { ago, inWords, printFacts, printTable } from '../print/index.js'

type ProtectedKey = components['schemas']['ProtectedKey']

interface ProtectOptions extends CommonOptions, UpstreamOptions {
  readonly name: string
  readonly environment?: string
  readonly credentialFile?: string
}

const CREDENTIAL =
  'The credential is asked for without an echo, piped in, or read from --credential-file: never an argument.'

/** `vendors`, `protect`, `protected`, `replace`, `unprotect`. */
export const addProtectCommands = (program: Command, context: Context): void => {
  program
    .command('vendors [search]')
    .description('Well-known APIs: how each wants to be shown its key.')
    .option('--json', 'print JSON')
    .action((search: string | undefined, options: CommonOptions) => vendors(context, search ?? '', options))
  const protect = program
    .command('protect')
    .description('Seal a real key here and put it behind the relay.')
    .requiredOption('--name <name>', 'what you call it')
    .option('--vendor <slug>', 'a vendor of the catalogue; see 1relay vendors')
    .option('--tenant <name>', 'your part of the vendor’s address')
    .option('--upstream <origin>', 'any other API: its https origin')
    .option('--environment <label>', 'such as production')
  commonOptions(credentialOptions(protect))
    .addHelpText('after', `\n${CREDENTIAL}`)
    .action((options: ProtectOptions) => protectKey(context, options))
  commonOptions(program.command('protected').description('The protected keys of the workspace.')).action(
    (options: CommonOptions) => list(context, options),
  )
  commonOptions(credentialOptions(program.command('replace <connection>')))
    .description('Put another real key in its place. Every issued key continues.')
    .addHelpText('after', `\n${CREDENTIAL}`)
    .action((connectionId: string, options: ProtectOptions) => replace(context, connectionId, options))
  commonOptions(program.command('unprotect <connection>'))
    .description('Delete a protected key.')
    .option('--revoke-keys', 'and revoke every key that was issued of it')
    .action((connectionId: string, options: CommonOptions & { revokeKeys?: boolean }) =>
      remove(context, connectionId, options),
    )
}

const credentialOptions = (command: Command): Command =>
  command
    .option('--auth <how>', 'bearer, basic, header:NAME, query:NAME or oauth2')
    .option('--token-url <url>', 'oauth2: where tokens are had')
    .option('--scope <scope>', 'oauth2')
    .option('--audience <audience>', 'oauth2')
    .option('--client-auth <how>', 'oauth2: basic or body')
    .option('--credential-file <file>', 'read the credential from a file')

const vendors = async (context: Context, search: string, options: CommonOptions): Promise<void> => {
  const { client } = signedIn(context)
  const all = (await dataOf(client.GET('/v1/vendors'))).vendors
  const found = all.filter(({ slug, name }) => `${slug} ${name}`.toLowerCase().includes(search.toLowerCase()))
  show(context, options, found, () =>
    found.length === 0
      ? 'No vendor of that name. Any https API works: --upstream and --auth.'
      : printTable(
          ['SLUG', 'NAME', 'AUTH', 'ADDRESS'],
          found.map(({ slug, name, auth, origins, upstream }) => [
            slug,
            name,
            auth === null ? '' : [auth.kind, auth.name].filter(Boolean).join(':'),
            origins[0] ?? upstream ?? '',
          ]),
        ),
  )
}

const protectKey = async (context: Context, options: ProtectOptions): Promise<void> => {
  const { client, workspaceId } = await inWorkspace(context, options)
  const { upstream, auth } = await chooseUpstream(client, options)
  const secret = await readCredential(context, auth, options.credentialFile)
  const { connectionId, sealed } = await sealFor(client, { workspaceId, upstream, auth, secret })
  const { name, environment } = options
  const body = { id: connectionId, name, upstream, auth, sealed, ...(environment === undefined ? {} : { environment }) }
  const { protectedKey } = await dataOf(
    client.POST('/v1/workspaces/{workspaceId}/protected-keys', { params: { path: { workspaceId } }, body }),
  )
  show(
    context,
    options,
    protectedKey,
    () => `${facts(protectedKey)}\n\nIssue keys of it: 1relay issue ${protectedKey.id} --help`,
  )
}

const list = async (context: Context, options: CommonOptions): Promise<void> => {
  const { client, workspaceId } = await inWorkspace(context, options)
  const keys = await readPages(async (cursor) => {
    const params = { path: { workspaceId }, query: { pageSize: 100, ...cursor } }
    const page = await dataOf(client.GET('/v1/workspaces/{workspaceId}/protected-keys', { params }))
    return { items: page.protectedKeys, nextCursor: page.nextCursor }
  })
  const now = new Date()
  show(context, options, keys, () =>
    keys.length === 0
      ? 'No protected keys yet. Begin with: 1relay protect --help'
      : printTable(
          ['ID', 'NAME', 'UPSTREAM', 'ENVIRONMENT', 'KEYS', 'USED'],
          keys.map((key) => [
            key.id,
            key.name,
            key.upstream,
            key.environment ?? '',
            String(key.liveKeys),
            ago(key.lastUsedAt, now),
          ]),
        ),
  )
}

const replace = async (context: Context, connectionId: string, options: ProtectOptions): Promise<void> => {
  const { client, workspaceId } = await inWorkspace(context, options)
  const path = { workspaceId, connectionId }
  const stored = await dataOf(
    client.GET('/v1/workspaces/{workspaceId}/protected-keys/{connectionId}', { params: { path } }),
  )
  const { upstream } = stored.protectedKey
  const auth =
    options.auth === undefined
      ? stored.protectedKey.auth
      : (await chooseUpstream(client, { ...options, upstream })).auth
  const secret = await readCredential(context, auth, options.credentialFile)
  const { sealed } = await sealFor(client, { workspaceId, upstream, auth, secret, connectionId })
  const { protectedKey } = await dataOf(
    client.PUT('/v1/workspaces/{workspaceId}/protected-keys/{connectionId}/credential', {
      params: { path },
      body: { auth, sealed },
    }),
  )
  show(
    context,
    options,
    protectedKey,
    () =>
      `Replaced. ${inWords(protectedKey.liveKeys, 'issued key')} of it ${protectedKey.liveKeys === 1 ? 'continues' : 'continue'}.`,
  )
}

const remove = async (
  context: Context,
  connectionId: string,
  options: CommonOptions & { revokeKeys?: boolean },
): Promise<void> => {
  const { client, workspaceId } = await inWorkspace(context, options)
  const params = { path: { workspaceId, connectionId }, query: { revokeKeys: options.revokeKeys === true } }
  await done(client.DELETE('/v1/workspaces/{workspaceId}/protected-keys/{connectionId}', { params }))
  show(context, options, { deleted: connectionId }, () => 'Deleted. The real key itself lives on at its vendor.')
}

const facts = (key: ProtectedKey): string =>
  printFacts([
    ['ID', key.id],
    ['Name', key.name],
    ['Upstream', key.upstream],
    ['Address', key.baseUrl],
    ['Auth', key.auth.kind],
    ['Environment', key.environment ?? '–'],
  ])
